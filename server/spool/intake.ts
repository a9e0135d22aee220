import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Readable } from "node:stream";
import type { Logger } from "pino";
import { codeOf, reasonOf } from "@/server/lib/process/start-failure";
import { answerJson, type RefusalCode, refuse } from "./answers";
import type { CoreState } from "./core-state";
import { hasHeader, requestHeaders } from "./headers";
import { type Inbound, orderOf } from "./inbound";
import { passBack, passOn } from "./proxy";
import type { BodyBudget } from "./read-body";
import type { SpoolRecord } from "./record";
import { type Segments, SpoolFull } from "./segments";
import type { SpoolMetrics } from "./spool-metrics";
import { createTurns } from "./turns";
import { beginningOf, outcomeOf, type Upstream } from "./upstream";
import type { WaitingLine } from "./waiting-line";

type Parts = {
  line: WaitingLine;
  segments: Pick<Segments, "append">;
  upstream: Upstream;
  core: CoreState;
  bodies: BodyBudget;
  metrics: SpoolMetrics;
  log: Logger;
  /** Something was added to the line. */
  wake(): void;
};

export type Intake = (inbound: Inbound, req: IncomingMessage, res: ServerResponse) => Promise<void>;

/**
 * Serves inbound requests. One whose conversation has nothing waiting is handed on, and its sender gets the core's answer. If there is
 * none, or the core is away, the request is written to the disk and answered with 202.
 */
export function createIntake(parts: Parts): Intake {
  const inTurn = createTurns();
  const arrivedAt = createArrivals();
  return async (inbound, req, res) => {
    const { bodies } = parts;
    res.once("close", () => bodies.release(req));
    const read = await bodies.read(req);
    if (read === null || res.destroyed) {
      bodies.release(req);
      return void res.destroy();
    }
    if ("rest" in read) return handOnLarge(parts, { inbound, req, res, ...read });
    const record = recordOf(inbound, req, { body: read.whole, at: arrivedAt() });
    await inTurn(record, () => serve(parts, record, res));
  };
}

/** A time for each request, later than that of the one before, by which their order is found again. */
function createArrivals(): () => number {
  let last = 0;
  return () => {
    last = Math.max(last + 1, Date.now());
    return last;
  };
}

type Large = {
  inbound: Inbound;
  req: IncomingMessage;
  res: ServerResponse;
  rest: Readable;
  isTooLong: boolean;
};

/** What cannot be kept is handed on at once. It must not overtake what waits, of whichever conversation of its inbox it is. */
function handOnLarge(parts: Parts, { inbound, req, res, rest, isTooLong }: Large): void {
  const { core, line, upstream, metrics } = parts;
  if (core.isAway()) refuseCounted(parts, res, isTooLong ? "spool.too_large" : "spool.busy");
  else if (line.isBehind(orderOf(inbound, NO_BODY))) refuseCounted(parts, res, "spool.behind");
  else passOn(req, res, { upstream, core, onRefused: (code) => metrics.refused.inc({ code }), body: rest });
}

const NO_BODY = Buffer.alloc(0);

function recordOf(
  inbound: Inbound,
  req: IncomingMessage,
  { body, at }: { body: Buffer; at: number },
): SpoolRecord {
  const id = randomUUID();
  const headers = requestHeaders(req);
  // The core knows a repeated message of the public API by its key only.
  if (inbound.kind === "public_api" && !hasHeader(headers, "idempotency-key"))
    headers.push("idempotency-key", `spool-${id}`);
  return { id, kind: inbound.kind, at, url: req.url ?? "/", headers, ...orderOf(inbound, body), body };
}

async function serve(parts: Parts, record: SpoolRecord, res: ServerResponse): Promise<void> {
  const { line, core } = parts;
  const mayTry = !line.isBehind(record) && !(core.isAway() && line.size() > 0);
  if (mayTry && (await handOn(parts, record, res))) return;
  await keep(parts, record, res);
}

/** Whether the core has answered, so that there is nothing to keep. */
async function handOn(
  parts: Parts,
  { url, headers, body }: SpoolRecord,
  res: ServerResponse,
): Promise<boolean> {
  const { upstream, core, line } = parts;
  try {
    const answer = await upstream.send({ method: "POST", path: url, headers, body });
    const status = answer.statusCode ?? 502;
    const outcome = outcomeOf(answer);
    if (outcome === "away" || outcome === "failed") {
      core.failed(`${status} ${await beginningOf(answer)}`);
      return false;
    }
    core.answered();
    // Its limits are the sender's business, unless what is replayed has used them up.
    const isCrowded = outcome === "later" && line.size() > 0;
    if (isCrowded) await beginningOf(answer);
    else passBack(answer, res);
    return !isCrowded;
  } catch (error) {
    core.failed(reasonOf(error));
    return false;
  }
}

/** Of the disk, or of the quota of whoever runs the spool. */
const NO_ROOM: ReadonlySet<string> = new Set(["ENOSPC", "EDQUOT"]);

/** The client gets its answer when the record survives a power failure. */
async function keep(parts: Parts, record: SpoolRecord, res: ServerResponse): Promise<void> {
  const { segments, line, metrics, log, wake } = parts;
  try {
    line.add(await segments.append(record));
    metrics.kept.inc({ kind: record.kind });
    answerJson(res, 202, JSON.stringify({ status: "kept", id: record.id }));
    wake();
  } catch (error) {
    const isFull = error instanceof SpoolFull || NO_ROOM.has(codeOf(error) ?? "");
    if (!isFull)
      log.error({ reason: reasonOf(error) }, "an inbound request could not be written to the disk");
    refuseCounted(parts, res, isFull ? "spool.full" : "spool.not_written");
  }
}

function refuseCounted({ metrics }: Parts, res: ServerResponse, code: RefusalCode): void {
  metrics.refused.inc({ code });
  res.setHeader("connection", "close"); // what was not read of the body is not read
  refuse(res, code);
}
