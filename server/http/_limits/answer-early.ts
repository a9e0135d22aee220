import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { Refusal, retryAfterOf } from "@/server/contract/_shared/refusal";
import { describeError } from "@/server/http/_refusals/problem";
import { requestIdOf } from "@/server/http/_request/observe";
import { dialectNamed, PUBLIC_DIALECT } from "@/server/http/dialects";
import { metrics } from "@/server/lib/process/metrics";
import type { Door } from "./credential-of";
import type { RateRefusal } from "./request-limits";

/** A refusal in front of the APIs. `route`: under which its metric is counted. */
type EarlyRefusal = { door: Door; refusal: Refusal; status: 429 | 503; route: string };

/**
 * Answers a request that is refused before it is looked at, in the format of its door, without its own line in the log:
 * refusing must cost less than serving.
 */
export function answerEarly(
  req: IncomingMessage,
  res: ServerResponse,
  { door, refusal, status, route }: EarlyRefusal,
): void {
  const requestId = requestIdOf(req.headers["x-request-id"]?.toString());
  const [type, text] =
    door === "page"
      ? ["text/plain; charset=utf-8", textOf(req)]
      : ["application/json", JSON.stringify(bodyOf(door, refusal, requestId))];
  res.writeHead(status, {
    "content-type": type,
    "content-length": Buffer.byteLength(text),
    "cache-control": "no-store",
    "retry-after": retryAfterOf(refusal, status) ?? "1",
    "x-request-id": requestId,
  });
  res.end(text);
  metrics.requests.observe({ method: req.method ?? "", route, status }, 0);
}

/** Answers a request that a rate limit refused. */
export const answerRateRefusal = (
  req: IncomingMessage,
  res: ServerResponse,
  { door, retryAfterS }: RateRefusal,
): void =>
  answerEarly(req, res, {
    door,
    refusal: new Refusal("request.rate_limited", { retryAfterS }),
    status: 429,
    route: "rate limited",
  });

type RefusedUpgrade = { door: Door; refusal: Refusal; status: 429 | 503 };

/** Answers a request to become a WebSocket, in the format of its door, and ends the connection. */
export function refuseUpgrade(
  req: IncomingMessage,
  socket: Duplex,
  { door, refusal, status }: RefusedUpgrade,
): void {
  const requestId = requestIdOf(req.headers["x-request-id"]?.toString());
  const text = JSON.stringify(bodyOf(door, refusal, requestId));
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    "connection: close",
    "content-type: application/json",
    `content-length: ${Buffer.byteLength(text)}`,
    "cache-control: no-store",
    `retry-after: ${retryAfterOf(refusal, status)}`,
    `x-request-id: ${requestId}`,
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${text}`, () => socket.destroy());
  metrics.requests.observe({ method: "GET", route: "refused upgrade", status }, 0);
}

function bodyOf(door: Door, refusal: Refusal, requestId: string): unknown {
  const dialect = door === "public" ? PUBLIC_DIALECT : dialectNamed(door);
  if (dialect) return dialect.bodyOf(refusal);
  return describeError(refusal, requestId).json;
}

/** A page's text: there is no page without serving one. */
const textOf = ({ headers }: IncomingMessage): string =>
  headers["accept-language"]?.startsWith("zh")
    ? "请求过于频繁，请稍候再试。\n"
    : "Too many requests. Wait a moment and try again.\n";
