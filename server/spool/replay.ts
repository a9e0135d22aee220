import type { Logger } from "pino";
import { reasonOf } from "@/server/lib/process/start-failure";
import { ARRIVED_HEADER, REPLAY_HEADER } from "@/server/lib/web/replay-header";
import type { Aside, Reason } from "./aside";
import type { CoreState, Pace } from "./core-state";
import type { SpoolRecord } from "./record";
import type { Segments } from "./segments";
import type { SpoolMetrics } from "./spool-metrics";
import { beginningOf, type Outcome, outcomeOf, retryAfterMs, type Upstream } from "./upstream";
import type { Queued, WaitingLine } from "./waiting-line";

export type Replay = {
  /** Looks for work: something was added to the line. */
  wake(): void;
  /** Begins nothing more, and resolves when what was sent is answered or cut. */
  stop(): Promise<void>;
};

type Parts = {
  line: WaitingLine;
  segments: Pick<Segments, "read" | "finish">;
  aside: Pick<Aside, "add">;
  upstream: Pick<Upstream, "send">;
  core: CoreState;
  metrics: SpoolMetrics;
  log: Logger;
  /** By which the core knows replayed requests. */
  secret: string | undefined;
  pace: Pace;
  /** In ms; need not be the time of day. */
  now(): number;
};

/** What is being sent at the end has this long to be answered. */
const STOP_MS = 3_000;
/** The longest time of the core's own between two tries of a record. */
const OWN_MS = 30_000;
/** A record that fails so often, and for so long, while the core answers others is put aside: it holds up its conversation. */
const OWN_FAILURES_MAX = 20;
const OWN_FAILURES_MS = 60 * 60_000;

/** Sends what waits to the core: in order within a conversation, one at a time while the core is away. */
export function startReplay(parts: Parts): Replay {
  const { line, core, pace, now } = parts;
  const load = createLoad(pace, now);
  const running = new Set<Promise<void>>();
  const cut = new AbortController();
  let isStopping = false;
  let timer: NodeJS.Timeout | undefined;

  const pump = () => {
    clearTimeout(timer);
    if (isStopping) return;
    while (running.size < (core.isAway() ? 1 : load.max())) {
      if (core.isAway() && now() < core.nextTryAtMs()) break;
      const record = line.next(now());
      if (!record) break;
      const sent = replayOne(parts, record, cut.signal).then((isFault) => {
        load.report(isFault);
        running.delete(sent);
        pump();
      });
      running.add(sent);
    }
    if (line.size() > 0) timer = setTimeout(pump, pace.firstMs);
  };
  core.onChange(pump);
  pump();
  return {
    wake: pump,
    async stop() {
      isStopping = true;
      clearTimeout(timer);
      const cutting = setTimeout(() => cut.abort(), STOP_MS);
      await Promise.all(running);
      clearTimeout(cutting);
    },
  };
}

/** Whether the core did not answer it. */
async function replayOne(parts: Parts, at: Queued, signal: AbortSignal): Promise<boolean> {
  const { line, segments, log, metrics } = parts;
  let isFault = true;
  try {
    const record = await segments.read(at);
    if (record === null) {
      log.error(
        { id: at.id, kind: at.kind },
        "a record of the spool is damaged: its file is kept, and it is not sent",
      );
      metrics.damaged.inc();
      await finish(parts, at);
      return false;
    }
    const tried = await send(parts, record, signal);
    if (signal.aborted && tried.outcome === "away") return true; // nothing is known of the core
    isFault = tried.outcome === "away" || tried.outcome === "failed";
    noteTry(parts, at, { tried, isFault });
    if (tried.outcome === "stored") {
      metrics.replayed.inc({ kind: at.kind });
      await finish(parts, at);
      return false;
    }
    if (tried.outcome === "early") {
      line.moveBack(at);
      return false;
    }
    if (tried.outcome === "refused" || isHopeless(at)) {
      await putAside(parts, at, { record, reason: tried.reason });
      return isFault;
    }
  } catch (error) {
    log.error({ id: at.id, reason: reasonOf(error) }, "a record of the spool could not be processed");
    at.notBeforeMs = parts.now() + parts.pace.lastMs;
  }
  line.putBack(at);
  return isFault;
}

type Tried = { outcome: Outcome; reason: Reason; retryAfterMs: number | null };

/** What a try shows of the core, and of the record. */
function noteTry(
  { core, now, pace }: Parts,
  at: Queued,
  { tried, isFault }: { tried: Tried; isFault: boolean },
): void {
  const { status, answer } = tried.reason;
  if (!isFault) core.answered();
  else core.failed(`${status ?? ""} ${answer}`.trim());
  // 503 and the like pass by themselves; another fault among answers is the record's own.
  const isOwn = tried.outcome === "failed" || (isFault && status === null);
  if (isOwn && at.tries > 0 && core.answers() > at.answersSeen) at.ownFailures += 1;
  at.answersSeen = core.answers();
  at.tries += 1;
  const mayTakeLong = tried.outcome === "later" || (isFault && !core.isAway() && at.tries > 3);
  at.notBeforeMs = now() + delayOf(at, pace, mayTakeLong ? tried.retryAfterMs : null);
}

const isHopeless = ({ ownFailures, at }: Queued): boolean =>
  ownFailures >= OWN_FAILURES_MAX && Date.now() - at > OWN_FAILURES_MS;

async function finish({ segments, line }: Parts, at: Queued): Promise<void> {
  await segments.finish(at);
  line.finish(at);
}

async function putAside(
  parts: Parts,
  at: Queued,
  { record, reason }: { record: SpoolRecord; reason: Reason },
): Promise<void> {
  await parts.aside.add(record, reason, new Date());
  const { id, kind } = at;
  parts.log.error({ id, kind, ...reason }, "a kept request is refused for good: it is put aside");
  parts.metrics.putAside.inc({ kind, status: String(reason.status ?? "none") });
  await finish(parts, at);
}

async function send(
  { upstream, secret }: Parts,
  { url, headers, body, at }: SpoolRecord,
  signal: AbortSignal,
): Promise<Tried> {
  const all =
    secret === undefined
      ? headers
      : [...headers, REPLAY_HEADER, secret, ARRIVED_HEADER, String(Math.trunc(at))];
  try {
    const answer = await upstream.send({ method: "POST", path: url, headers: all, body }, signal);
    const status = answer.statusCode ?? 502;
    const reason = { status, answer: await beginningOf(answer) };
    return { outcome: outcomeOf(answer), reason, retryAfterMs: retryAfterMs(answer) };
  } catch (error) {
    return { outcome: "away", reason: { status: null, answer: reasonOf(error) }, retryAfterMs: null };
  }
}

/** `coreMs`: the core's own time, where the record is what it refuses; the whole core's state is tried more often. */
function delayOf({ tries }: Queued, { firstMs, lastMs }: Pace, coreMs: number | null): number {
  const backoffMs = Math.min(firstMs * 2 ** Math.min(tries - 1, 20), lastMs);
  return Math.min(coreMs ?? backoffMs, OWN_MS);
}

/** Requests that are sent at one time, of different conversations. */
const SENT_MAX = 48;
const SENT_FIRST = 8;

/** How many are sent at one time: more with each answer, half as many after a fault, as the core shows what it can do. */
function createLoad({ firstMs }: Pace, now: () => number) {
  let max = SENT_FIRST;
  let cutAtMs = Number.NEGATIVE_INFINITY;
  return {
    max: () => Math.floor(max),
    report(isFault: boolean): void {
      if (!isFault) max = Math.min(SENT_MAX, max + 1 / max);
      else if (now() - cutAtMs > firstMs) {
        max = Math.max(1, max / 2); // once for all that were on their way together
        cutAtMs = now();
      }
    },
  };
}
