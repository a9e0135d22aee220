import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Services } from "@/server/commands/_run/services";
import type { Channel } from "@/server/domain/inbox/channel";
import { createWakeSignal } from "@/server/lib/async/wake-signal";
import { onWrite } from "@/server/store/_postgres/write-signal";
import {
  existConnections,
  type LeasedInbox,
  leaseConnections,
  releaseConnections,
} from "@/server/store/inboxes/leased-connections";
import type { ChannelParts } from "./manifest";

/** How often new inboxes and changed settings are looked for. */
const LOOK_MS = 2_000;
/** The same where no account has an inbox with a connection, and nothing is written. */
const IDLE_LOOK_MS = 30_000;
/** How long a process that was killed keeps its connections from others. */
const LEASE_SECONDS = 20;

type Followed = { stored: string; close(): void | Promise<void> };
export type LeaseParts = Pick<ChannelParts, "services" | "log"> & { lookMs?: number };
/** What following needs of it. */
type FollowParts = Omit<LeaseParts, "services"> & { services: Pick<Services, "database" | "now"> };

/** `setting`: only inboxes whose settings have it. `follow`: works for one inbox until it is closed. */
type Connections = {
  channel: Channel;
  setting: string;
  follow(leased: LeasedInbox): Pick<Followed, "close">;
};

/**
 * Follows the connections of all inboxes of a channel, each in one process at a time: by a lease, which is extended while the process
 * lives. An inbox that is new, or whose settings were changed, is followed within seconds. A process that lost a lease without
 * knowing works beside its successor for a moment: whatever it stores must be stored once all the same.
 */
export function followLeased(
  { services, log, lookMs = LOOK_MS }: FollowParts,
  { channel, setting, follow }: Connections,
): { close(): Promise<void> } {
  const { database, now } = services;
  const leasedBy = randomUUID();
  const followed = new Map<number, Followed>();
  const stop = new AbortController();
  const stored = createWakeSignal();
  const stopListening = onWrite(stored.wake);

  /** Returns whether there is anything to look for. */
  async function look(): Promise<boolean> {
    if (followed.size === 0 && !(await existConnections(database, { channel, setting }))) return false;
    const lease = { leasedBy, channel, setting, now: now(), seconds: LEASE_SECONDS };
    const byId = new Map((await leaseConnections(database, lease)).map((one) => [one.inbox.id, one]));
    const ended = [...followed].filter(([id, { stored }]) => byId.get(id)?.stored !== stored);
    await Promise.all(ended.map(([id]) => end(id)));
    for (const [id, one] of byId)
      if (!followed.has(id)) followed.set(id, { stored: one.stored, ...follow(one) });
    return true;
  }

  async function end(id: number): Promise<void> {
    const one = followed.get(id);
    followed.delete(id);
    await one?.close();
  }

  async function run(): Promise<void> {
    while (!stop.signal.aborted) {
      const isNeeded = await look().catch((error: unknown) => {
        log.error({ err: error, channel }, "connections could not be looked for");
        return true;
      });
      await sleep(lookMs, undefined, { signal: stop.signal }).catch(() => undefined); // it ends early when it is closed
      if (!isNeeded && !stop.signal.aborted) await stored.wait(IDLE_LOOK_MS);
    }
    await Promise.all([...followed.keys()].map(end));
    await releaseConnections(database, leasedBy);
  }

  const ended = run();
  return {
    async close() {
      stopListening();
      stop.abort();
      stored.wake();
      await ended;
    },
  };
}
