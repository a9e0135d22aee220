import { setTimeout as sleep } from "node:timers/promises";
import type { Services } from "@/server/commands/_run/services";
import type { RequestContext } from "@/server/http/v1/_route/route-spec";
import { logSignal } from "@/server/live/log/log-signal";
import { type EventPage, type ListEvents, listEvents } from "@/server/queries/events/list-events";

/** The minimum between two polls of a waiting caller, however busy the account is. */
const POLL_MIN_MS = 25;
/** The maximum, for a process without a wake signal: on a plain Next host. */
const POLL_MAX_MS = 1_000;

type WaitContext = RequestContext & Pick<Services, "database"> & { withinMs: number };

/**
 * The next events after a cursor, as soon as there are any; an empty page after `withinMs` without any. Reads the caller
 * before each poll: events after a token's revocation are not sent to it.
 */
export async function awaitEvents(
  request: ListEvents,
  { database, withinMs, readCaller, signal }: WaitContext,
): Promise<EventPage> {
  const deadline = performance.now() + withinMs;
  let { after } = request;
  for (;;) {
    const caller = await readCaller();
    const page = await listEvents(database, caller, { ...request, after });
    after = page.nextCursor;
    const leftMs = deadline - performance.now();
    if (page.data.length > 0 || leftMs <= 0 || signal.aborted || logSignal().isClosed()) return page;
    if (page.hasMore) continue; // the filter matched none of these
    const woken = logSignal().wait(caller.accountId, Math.min(POLL_MAX_MS, leftMs), signal);
    await Promise.all([sleep(Math.min(POLL_MIN_MS, leftMs)), woken]);
  }
}
