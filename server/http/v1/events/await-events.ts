import { setTimeout as sleep } from "node:timers/promises";
import type { Services } from "@/server/commands/_run/services";
import type { RequestContext } from "@/server/http/v1/_route/route-spec";
import { logSignal } from "@/server/live/log/log-signal";
import { type EventPage, type ListEvents, listEvents } from "@/server/queries/events/list-events";

/** Who waits looks at most this often, however busy the account is, */
const LOOKS_APART_MS = 25;
/** and at least this often, where nobody rings: on a plain Next host. */
const LOOKS_EVERY_MS = 1_000;
/** Long polls and streams open at once in one process, of one account. */
const WAITING_MAX = 50;

type Patience = RequestContext & Pick<Services, "database"> & { withinMs: number };

/**
 * The next events after a cursor, as soon as there are any; an empty page when `withinMs` have passed without. Who asks is
 * looked up before each look: what has come after a token was revoked is not told to it.
 */
export async function awaitEvents(
  asked: ListEvents,
  { database, withinMs, readCaller, signal }: Patience,
): Promise<EventPage> {
  const deadline = performance.now() + withinMs;
  let { after } = asked;
  for (;;) {
    const caller = await readCaller();
    const page = await listEvents(database, caller, { ...asked, after });
    after = page.nextCursor;
    const leftMs = deadline - performance.now();
    if (page.data.length > 0 || leftMs <= 0 || signal.aborted || logSignal().isClosed()) return page;
    if (page.hasMore) continue; // the filter let none of these through
    const rung = logSignal().wait(caller.accountId, Math.min(LOOKS_EVERY_MS, leftMs), signal);
    await Promise.all([sleep(Math.min(LOOKS_APART_MS, leftMs)), rung]);
  }
}

const taken = new Map<number, number>();

/** Whether another one of the account may wait. */
export const isPlaceToWait = (accountId: number): boolean => (taken.get(accountId) ?? 0) < WAITING_MAX;

/** Takes one of the account's places to wait; gives back how to leave it. */
export function takePlace(accountId: number): () => void {
  const count = (by: number) => {
    const now = (taken.get(accountId) ?? 0) + by;
    if (now > 0) taken.set(accountId, now);
    else taken.delete(accountId);
  };
  count(1);
  let isTaken = true;
  return () => {
    if (isTaken) count(-1);
    isTaken = false;
  };
}

/** Does `work` in one of the account's places, or tells it that there is none. */
export async function waiting<T>(accountId: number, work: (isPlace: boolean) => Promise<T>): Promise<T> {
  if (!isPlaceToWait(accountId)) return work(false);
  const leave = takePlace(accountId);
  try {
    return await work(true);
  } finally {
    leave();
  }
}
