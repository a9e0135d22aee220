import { setTimeout as sleep } from "node:timers/promises";
import { services } from "@/server/commands/services";
import type { Caller } from "@/server/contract/caller";
import { logBell } from "@/server/live/log-bell";
import { type EventPage, type ListEvents, listEvents } from "@/server/queries/list-events";

/** The bell rings for every account: who waits looks at most this often, */
const LOOKS_APART_MS = 25;
/** and at least this often, where nobody rings: on a plain Next host. */
const LOOKS_EVERY_MS = 1_000;

type Patience = { withinMs: number; signal?: AbortSignal };

/** The next events after a cursor, as soon as there are any; an empty page when `withinMs` have passed without. */
export async function awaitEvents(
  caller: Caller,
  asked: ListEvents,
  { withinMs, signal }: Patience,
): Promise<EventPage> {
  const deadline = performance.now() + withinMs;
  let { after } = asked;
  for (;;) {
    const page = await listEvents(services().database, caller, { ...asked, after });
    after = page.nextCursor;
    const leftMs = deadline - performance.now();
    if (page.data.length > 0 || leftMs <= 0 || signal?.aborted || logBell().isClosed()) return page;
    if (page.hasMore) continue; // the filter let none of these through
    await Promise.all([
      sleep(Math.min(LOOKS_APART_MS, leftMs)),
      logBell().wait(Math.min(LOOKS_EVERY_MS, leftMs), signal),
    ]);
  }
}
