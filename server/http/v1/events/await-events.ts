import { setTimeout as sleep } from "node:timers/promises";
import type { Services } from "@/server/commands/_run/services";
import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { RequestContext } from "@/server/http/v1/_route/route-spec";
import { metrics } from "@/server/lib/process/metrics";
import { shared } from "@/server/lib/shared";
import { createOpenCounts } from "@/server/lib/web-processes/open-counts";
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

/** Long polls and streams open at once in one process, or in all web processes of its port: of one token, and of one account. */
export type WaitLimits = { token: number; account: number };

type Waiting = Pick<Caller, "accountId" | "tokenId">;

const slots = () =>
  shared("wait slots", () => ({
    limits: { token: 50, account: 200 } satisfies WaitLimits,
    taken: createOpenCounts("waits"),
  }));
const accountOf = ({ accountId }: Waiting): string => `account ${accountId}`;
const tokenOf = ({ tokenId }: Waiting): string => `token ${tokenId}`;

/** Called once by the composition root, with `STREAMS_PER_TOKEN` and `STREAMS_PER_ACCOUNT`. */
export function provideWaitLimits(limits: WaitLimits): void {
  slots().limits = limits;
}

/** Whether this token may have another waiting request. */
export function hasWaitSlot(caller: Waiting): boolean {
  const { limits, taken } = slots();
  return taken.of(tokenOf(caller)) < limits.token && taken.of(accountOf(caller)) < limits.account;
}

/** Takes a slot for waiting; returns a function that frees it. */
export function takeWaitSlot(caller: Waiting, kind: "api_stream" | "api_poll"): () => void {
  const { taken } = slots();
  const count = (by: 1 | -1) => {
    metrics.liveConnections.inc({ kind }, by);
    for (const key of [tokenOf(caller), accountOf(caller)]) taken.add(key, by);
  };
  count(1);
  let isTaken = true;
  return () => {
    if (isTaken) count(-1);
    isTaken = false;
  };
}

/** Does `work` in one of the token's slots. Refuses `server.busy` when there is none: an early answer would be polled again. */
export async function withWaitSlot<T>(caller: Waiting, work: () => Promise<T>): Promise<T> {
  if (!hasWaitSlot(caller)) throw new Refusal("server.busy");
  const leave = takeWaitSlot(caller, "api_poll");
  try {
    return await work();
  } finally {
    leave();
  }
}
