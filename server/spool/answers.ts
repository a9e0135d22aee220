import { type ServerResponse, STATUS_CODES } from "node:http";

/** Why a request is not served, and what its sender can do. */
export const REFUSALS = {
  "spool.upstream_away": "Tickline is away for now, and this request needs its answer: send it again later.",
  "spool.full":
    "Tickline is away for now, and the spool in front of it has no room left: send it again later.",
  "spool.not_written": "Tickline is away for now, and this request could not be stored: send it again later.",
  "spool.too_large":
    "Tickline is away for now, and this request is too large to be stored until it is back: send it again later.",
  "spool.busy":
    "Tickline is away for now, and too many large requests are being stored at the moment: send this one again later.",
  "spool.behind":
    "Earlier messages of this conversation are still waiting, and this request is too large to wait with them: send it again later.",
  "spool.no_answer":
    "Tickline did not answer in time. It may have done what was requested: look before you send it again.",
  "spool.ambiguous":
    "The request has several Host headers, a Transfer-Encoding other than chunked, or a body where it wants to be upgraded.",
} as const;
export type RefusalCode = keyof typeof REFUSALS;

const RETRY_AFTER_S = 5;

export const refusalBody = (code: RefusalCode): string =>
  JSON.stringify({ error: { code, message: REFUSALS[code] } });

export function answerJson(res: ServerResponse, status: number, body: string): void {
  if (res.headersSent || res.destroyed) return void res.destroy();
  res.writeHead(status, {
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(body),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    ...(status === 503 && { "retry-after": String(RETRY_AFTER_S) }),
  });
  res.end(body);
}

export const refuse = (res: ServerResponse, code: RefusalCode): void =>
  answerJson(res, statusOf(code), refusalBody(code));

const STATUS: Partial<Record<RefusalCode, number>> = { "spool.no_answer": 504, "spool.ambiguous": 400 };
const statusOf = (code: RefusalCode): number => STATUS[code] ?? 503;

/** The same for a connection that wanted to become something else. */
export function refusalOfUpgrade(code: RefusalCode): string {
  const body = refusalBody(code);
  return [
    `HTTP/1.1 ${statusOf(code)} ${STATUS_CODES[statusOf(code)] ?? ""}`,
    "content-type: application/json; charset=utf-8",
    `content-length: ${Buffer.byteLength(body)}`,
    `retry-after: ${RETRY_AFTER_S}`,
    "connection: close",
    "",
    body,
  ].join("\r\n");
}
