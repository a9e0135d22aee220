import type { Logger } from "pino";
import { reasonOf } from "@/server/lib/process/start-failure";
import { REPLAY_HEADER } from "@/server/lib/web/replay-header";
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

/** Requests that are sent at one time, of different conversations. */
const CONCURRENCY = 24;
/** What is being sent at the end has this long to be answered. */
const STOP_MS = 3_000;
/** The longest time of the core's own between two tries of a record. */
const OWN_MS = 30_000;
/** A record that fails so often, and for so long, while the core answers others is put aside: it holds up its conversation. */
const OWN_FAILURES_MAX = 20;
const OWN_FAILURES_MS = 30 * 60_000;

type Tried = { outcome: Outcome; reason: Reason; retryAfterMs: number | null };

/** Sends what waits to the core: in order within a conversation, one at a time while the core is away. */
export function startReplay(parts: Parts): Replay {
  const { line, core, pace, now } = parts;
  const running = new Set<Promise<void>>();
  const cut = new AbortController();
  let isStopping = false;
  let timer: NodeJS.Timeout | undefined;

  const pump = () => {
    clearTimeout(timer);
    if (isStopping) return;
    while (running.size < (core.isAway() ? 1 : CONCURRENCY)) {
      if (core.isAway() && now() < core.nextTryAtMs()) break;
      const record = line.next(now());
      if (!record) break;
      const sent = replayOne(parts, record, cut.signal).finally(() => {
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

async function replayOne(parts: Parts, at: Queued, signal: AbortSignal): Promise<void> {
  const { line, segments, core, log, metrics, now } = parts;
  try {
    const record = await segments.read(at);
    if (record === null) {
      log.error({ id: at.id, kind: at.kind }, "a record of the spool cannot be read: it is lost");
      metrics.damaged.inc();
      return await finish(parts, at);
    }
    const tried = await send(parts, record, signal);
    const isFault = tried.outcome === "away" || tried.outcome === "failed";
    if (!isFault) core.answered();
    else if (!signal.aborted) core.failed(`${tried.reason.status ?? ""} ${tried.reason.answer}`.trim());
    if (tried.outcome === "stored") {
      metrics.replayed.inc({ kind: at.kind });
      return await finish(parts, at);
    }
    if (isFault && at.tries > 0 && core.answers() > at.answersSeen) at.ownFailures += 1;
    at.answersSeen = core.answers();
    const isHopeless = at.ownFailures >= OWN_FAILURES_MAX && Date.now() - at.at > OWN_FAILURES_MS;
    if (tried.outcome === "refused" || isHopeless)
      return await putAside(parts, at, { record, reason: tried.reason });
    at.tries += 1;
    at.notBeforeMs = now() + delayOf(at, tried, parts.pace);
  } catch (error) {
    log.error({ id: at.id, reason: reasonOf(error) }, "a record of the spool could not be processed");
    at.notBeforeMs = now() + parts.pace.lastMs;
  }
  line.putBack(at);
}

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
  { url, headers, body }: SpoolRecord,
  signal: AbortSignal,
): Promise<Tried> {
  const all = secret === undefined ? headers : [...headers, REPLAY_HEADER, secret];
  try {
    const answer = await upstream.send({ method: "POST", path: url, headers: all, body }, signal);
    const status = answer.statusCode ?? 502;
    const reason = { status, answer: await beginningOf(answer) };
    return { outcome: outcomeOf(status), reason, retryAfterMs: retryAfterMs(answer) };
  } catch (error) {
    return { outcome: "away", reason: { status: null, answer: reasonOf(error) }, retryAfterMs: null };
  }
}

/** The core's own time where the record is what it refuses; the whole core's state is tried more often. */
function delayOf(
  { tries, ownFailures }: Queued,
  { outcome, retryAfterMs: wished }: Tried,
  { firstMs, lastMs }: Pace,
): number {
  const backoffMs = Math.min(firstMs * 2 ** Math.min(tries - 1, 20), lastMs);
  const isOwn = outcome === "later" || ownFailures > 3;
  return isOwn ? Math.min(wished ?? backoffMs, OWN_MS) : backoffMs;
}
