import { steadyClock } from "@/server/lib/async/steady-clock";

/** Who of an account is online: members and customers, by kind. */
export type Online = { members: number[]; customers: number[] };

type Kind = keyof Online;

/** For how long a sign of presence holds, in ms; clients repeat it every 20 s. */
const HOLDS_MS = { members: 25_000, customers: 90_000 } as const satisfies Record<Kind, number>;

/** Prefix of the message "somebody is online" between processes; account, kind and id follow. */
const MARK = "chatwoot-online ";

/** Who is online, as told by the clients of this process and of others. */
export type OnlineBook = {
  /** Records a sign of presence, and tells the other processes. */
  note(accountId: number, kind: Kind, id: number): void;
  online(accountId: number): Online;
  /** Handles a message of another process; false when it is none of these. */
  receive(message: string): boolean;
};

type Options = { now: () => Date; broadcast: (message: string) => void };

export function createOnlineBook({ now, broadcast }: Options): OnlineBook {
  const nowMs = steadyClock(now);
  /** By id, until when; the one that ends first comes first. */
  const accounts = new Map<number, Record<Kind, Map<number, number>>>();

  function record(accountId: number, kind: Kind, id: number): void {
    const those = accounts.get(accountId) ?? { members: new Map(), customers: new Map() };
    accounts.set(accountId, those);
    those[kind].delete(id);
    those[kind].set(id, nowMs() + HOLDS_MS[kind]);
    removeEnded(those[kind]); // nobody may ever read them in this process
  }

  function removeEnded(those: Map<number, number>): void {
    for (const [id, until] of those) {
      if (until > nowMs()) return;
      those.delete(id);
    }
  }

  function present(accountId: number, kind: Kind): number[] {
    const those = accounts.get(accountId)?.[kind] ?? new Map<number, number>();
    removeEnded(those);
    return [...those.keys()];
  }

  return {
    note(accountId, kind, id) {
      record(accountId, kind, id);
      broadcast(`${MARK}${accountId} ${kind} ${id}`);
    },
    online: (accountId) => ({
      members: present(accountId, "members"),
      customers: present(accountId, "customers"),
    }),
    receive(message) {
      if (!message.startsWith(MARK)) return false;
      const [accountId, kind, id] = message.slice(MARK.length).split(" ");
      if (kind === "members" || kind === "customers") record(Number(accountId), kind, Number(id));
      return true;
    },
  };
}
