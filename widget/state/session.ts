import type { WidgetSession } from "@/server/contract/channel/widget";
import { backoffMs, pause } from "@/widget/net/backoff";
import { type Client, Refused } from "@/widget/net/client";
import type { Options } from "@/widget/options";
import type { Claims } from "./claims";
import type { Storage } from "./storage";

/** The name of the visitor's token in the storage. */
export const VISITOR = "visitor";
const PAGE_CHARS_MAX = 2_048;

type SessionOptions = {
  client: Pick<Client, "session">;
  options: Pick<Options, "locale">;
  storage: Storage;
  claims: Claims;
  /** Called with each session; what it starts ends with the returned function. */
  begin: (session: WidgetSession) => Promise<() => void>;
  onLost: () => void;
  /** The server serves no widget to this page. */
  onRefused: () => void;
};

/** The visitor's session: opened again after an interruption, and with another identity. */
export function createSession({
  client,
  options,
  storage,
  claims,
  begin,
  onLost,
  onRefused,
}: SessionOptions) {
  let visitor: string | null = null;
  let isWanted = false;
  let stop = () => {};
  /** Counts sessions: the answer to an earlier one is not used. */
  let generation = 0;
  /** What the page claimed when the session was requested. */
  let claimed = claims.get();

  async function connect(): Promise<void> {
    end(true);
    const current = generation;
    for (let failures = 1; current === generation; failures += 1) {
      try {
        return await open(current);
      } catch (error) {
        if (current !== generation || !mayRepeat(error)) return;
      }
      await pause(backoffMs(failures));
    }
  }

  async function open(current: number): Promise<void> {
    const { locale } = options;
    const page = location.href.slice(0, PAGE_CHARS_MAX);
    const earlier = storage.read(VISITOR);
    claimed = claims.get();
    const session = await client.session({ visitor: earlier, ...claimed, locale, page });
    if (current !== generation) return;
    storage.write(VISITOR, session.visitor);
    if (claims.get() !== claimed) return connect(); // the page claimed more meanwhile
    visitor = session.visitor;
    const leave = await begin(session);
    if (current === generation) stop = leave;
    else leave();
  }

  /**
   * Without what the page claims of its visitor, if that may be the reason of the refusal. What is refused in a session, such as
   * a conversation that was deleted meanwhile, another session begins without.
   */
  function mayRepeat(error: unknown): boolean {
    const isFinal = !visitor && claims.get() === claimed && error instanceof Refused && error.isFinal;
    visitor = null;
    if (!isFinal) {
      onLost();
      return true;
    }
    console.error(`tickline: ${error.message || error.code || error.status}`);
    const isClaimed = claims.refuse(error.code);
    if (!isClaimed) onRefused();
    return isClaimed;
  }

  /** Ends the session on this page. `hasNext`: another one begins; else only a later `connect` begins one. */
  function end(hasNext: boolean): void {
    isWanted = hasNext;
    generation += 1;
    visitor = null;
    stop();
  }

  storage.watch((name) => {
    if (name !== VISITOR || visitor === null || storage.read(VISITOR) === visitor) return;
    claims.clear(); // the other tab's page knows who it is now: two that insist would change each other for ever
    void connect();
  });

  return {
    connect,
    disconnect: () => end(false),
    reconnect: () => (isWanted ? connect() : Promise.resolve()),
    isOpen: () => visitor !== null,
  };
}
