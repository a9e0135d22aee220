import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Logger } from "pino";
import { codeOf, reasonOf } from "@/server/lib/process/start-failure";
import { answerJson, type RefusalCode, refuse } from "./answers";
import type { CoreState } from "./core-state";
import { hasHeader, requestHeaders } from "./headers";
import { type Inbound, orderKeysOf } from "./inbound";
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
  return async (inbound, req, res) => {
    const { bodies, upstream, core } = parts;
    const read = await bodies.read(req);
    try {
      if (read === null) return void res.destroy();
      if ("rest" in read) {
        if (core.isAway()) return refuseCounted(parts, res, "spool.too_large");
        const onAway = () => parts.metrics.refused.inc({ code: "spool.upstream_away" });
        return passOn(req, res, { upstream, onAway, body: read.rest });
      }
      const record = recordOf(inbound, req, read.whole);
      await inTurn(record.keys, () => serve(parts, record, res));
    } finally {
      bodies.release(req);
    }
  };
}

function recordOf(inbound: Inbound, req: IncomingMessage, body: Buffer): SpoolRecord {
  const id = randomUUID();
  const headers = requestHeaders(req);
  // The core knows a repeated message of the public API by its key only.
  if (inbound.kind === "public_api" && !hasHeader(headers, "idempotency-key"))
    headers.push("idempotency-key", `spool-${id}`);
  const keys = [...orderKeysOf(inbound, body)];
  return { id, kind: inbound.kind, at: Date.now(), url: req.url ?? "/", headers, keys, body };
}

async function serve(parts: Parts, record: SpoolRecord, res: ServerResponse): Promise<void> {
  const { line, core } = parts;
  const mayTry = !line.has(record.keys) && !(core.isAway() && line.size() > 0);
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
    const outcome = outcomeOf(status);
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

/** The client gets its answer when the record survives a power failure. */
async function keep(parts: Parts, record: SpoolRecord, res: ServerResponse): Promise<void> {
  const { segments, line, metrics, log, wake } = parts;
  try {
    line.add(await segments.append(record));
    metrics.kept.inc({ kind: record.kind });
    answerJson(res, 202, JSON.stringify({ status: "kept", id: record.id }));
    wake();
  } catch (error) {
    const isFull = error instanceof SpoolFull || codeOf(error) === "ENOSPC";
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
