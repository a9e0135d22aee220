import { isUtf8 } from "node:buffer";
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import type { Caller } from "@/server/contract/_shared/caller";
import { recordRequest, requestIdOf } from "@/server/http/_request/observe";
import { DIRECT_ROUTES } from "./direct-routes";
import { describeError } from "./problem";

/**
 * A request that comes by the thousand, answered without the app around it: that costs several times what the answer
 * does. It answers the plain case only, through the same functions as the app, and leaves everything else to it.
 */
export type DirectRoute = {
  methods: readonly string[];
  path: RegExp;
  /** What log and metrics call it: the app's pattern. */
  route: string;
  /** Null = let the app answer. `params` are the path's groups. */
  answer(ask: DirectAsk): Promise<DirectAnswer | null>;
  /** What is answered to an error of `answer`, where it is not said as on `/v1`. */
  sayError?(error: unknown): Omit<DirectAnswer, "caller"> | null;
};

export type DirectAsk = { params: readonly string[]; headers: IncomingHttpHeaders; body: JsonBody };
export type DirectAnswer = { status: number; json: object; caller?: Caller };

/** The body as JSON, once it is wanted; undefined when it is none. */
type JsonBody = () => Promise<unknown>;

/** Larger bodies are not the plain case. */
const BODY_BYTES_MAX = 65_536;

/** Answers the request if one of the routes can; false = nothing was written, and the body is still to be had. */
export async function serveDirectly(req: IncomingMessage, res: ServerResponse): Promise<boolean> {
  const { method = "", url = "", headers } = req;
  const route = DIRECT_ROUTES.find((known) => known.path.test(url) && known.methods.includes(method));
  if (!route || !isSmallJson(headers)) return false;
  const began = performance.now();
  const params = route.path.exec(url)?.slice(1) ?? [];
  const requestId = requestIdOf(headers["x-request-id"]?.toString());
  const answer = await route
    .answer({ params, headers, body: () => readJson(req) })
    .catch((error: unknown): DirectAnswer => route.sayError?.(error) ?? describeError(error, requestId));
  if (!answer) return false;
  const text = JSON.stringify(answer.json);
  res.writeHead(answer.status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
    "cache-control": "no-store",
    "x-request-id": requestId,
    ...(answer.status === 503 && { "retry-after": "1" }),
  });
  res.end(text);
  recordRequest({
    requestId,
    method,
    route: route.route,
    status: answer.status,
    began,
    caller: answer.caller,
  });
  return true;
}

const isSmallJson = (headers: IncomingHttpHeaders): boolean =>
  Number(headers["content-length"]) <= BODY_BYTES_MAX &&
  /^application\/json\s*(;|$)/i.test(headers["content-type"] ?? "");

async function readJson(req: IncomingMessage & { rawBody?: Buffer }): Promise<unknown> {
  const bytes = await readBytes(req);
  if (!bytes) return undefined;
  req.rawBody = bytes; // where Hono's adapter looks for a body that was read already
  try {
    return isUtf8(bytes) ? JSON.parse(bytes.toString("utf8")) : undefined;
  } catch {
    return undefined; // the app says what is wrong with it
  }
}

/** The whole body, whose length the client has told; null when it hung up. */
const readBytes = (req: IncomingMessage): Promise<Buffer | null> =>
  new Promise((resolve) => {
    const chunks: Buffer[] = [];
    req
      .on("data", (chunk: Buffer) => chunks.push(chunk))
      .on("end", () => resolve(Buffer.concat(chunks)))
      .on("error", () => resolve(null))
      .on("close", () => resolve(null));
  });
