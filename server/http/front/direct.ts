import { isUtf8 } from "node:buffer";
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import type { Services } from "@/server/commands/_run/services";
import type { Caller } from "@/server/contract/_shared/caller";
import { retryAfterOf } from "@/server/contract/_shared/refusal";
import { describeError } from "@/server/http/_refusals/problem";
import { readIncoming } from "@/server/http/_request/body";
import { DirectFailure } from "@/server/http/_request/direct-failure";
import { recordRequest, requestIdOf } from "@/server/http/_request/observe";
import { DIALECTS } from "@/server/http/dialects";
import { ROUTES } from "@/server/http/v1/routes";
import { JsonText } from "@/server/lib/json-text";
import type { DirectAnswer, DirectRoute } from "@/server/lib/web/direct-route";
import { directTopics } from "@/server/trpc/direct-topics";

/** Requests with larger bodies go to the app. */
const BODY_BYTES_MAX = 65_536;

/** Answers the request if one of its routes can; false = nothing was written, and the body can still be read. */
export type ServeDirectly = (req: IncomingMessage, res: ServerResponse) => Promise<boolean>;

/** `services`: called for each request. */
export const createDirect =
  (services: () => Services): ServeDirectly =>
  async (req, res) => {
    const { method = "", url = "", headers } = req;
    const route = DIRECT_ROUTES.find((known) => known.pattern.test(url) && known.methods.includes(method));
    const isPlain = method === "GET" ? hasNoBody(headers) : isSmallJson(headers);
    return route !== undefined && isPlain && serve(route, services(), req, res);
  };

async function serve(
  route: DirectRoute<Services, Caller>,
  services: Services,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<boolean> {
  const { method = "", url = "", headers } = req;
  const began = performance.now();
  const params = route.pattern.exec(url)?.groups ?? {};
  const requestId = requestIdOf(headers["x-request-id"]?.toString());
  const answer: Failure | null = await route
    .answer({ services, url, params, headers, body: () => readJson(req) })
    .catch((error: unknown) => describeFailure(error, route, requestId));
  if (!answer) return false;
  const text = answer.json instanceof JsonText ? answer.json.text : JSON.stringify(answer.json);
  res.writeHead(answer.status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
    "cache-control": "no-store",
    "x-request-id": requestId,
    ...(answer.location && { location: answer.location }),
    ...(answer.retryAfter && { "retry-after": answer.retryAfter }),
  });
  res.end(text);
  recordRequest({
    requestId,
    method,
    route: route.route,
    status: answer.status,
    address: headers["x-forwarded-for"]?.toString(),
    began,
    caller: answer.caller,
  });
  return true;
}

type Failure = DirectAnswer<Caller> & { retryAfter?: string | null };

function describeFailure(thrown: unknown, route: DirectRoute<Services, Caller>, requestId: string): Failure {
  const isKnown = thrown instanceof DirectFailure;
  const error = isKnown ? thrown.cause : thrown;
  const answer = route.answerError?.(error) ?? describeError(error, requestId);
  const retryAfter = retryAfterOf(error, answer.status);
  return { ...answer, retryAfter, ...(isKnown && { caller: thrown.caller }) };
}

const hasNoBody = (headers: IncomingHttpHeaders): boolean =>
  headers["content-length"] === undefined && headers["transfer-encoding"] === undefined;

const isSmallJson = (headers: IncomingHttpHeaders): boolean =>
  Number(headers["content-length"]) <= BODY_BYTES_MAX &&
  /^application\/json\s*(;|$)/i.test(headers["content-type"] ?? "");

async function readJson(req: IncomingMessage & { rawBody?: Buffer }): Promise<unknown> {
  const bytes = await readIncoming(req);
  if (!bytes) return undefined;
  req.rawBody = bytes; // Hono's adapter reads an already read body from here
  try {
    return isUtf8(bytes) ? JSON.parse(bytes.toString("utf8")) : undefined;
  } catch {
    return undefined; // the app answers with the fault
  }
}

/** The routes that the route tables mark as direct. */
export const DIRECT_ROUTES: readonly DirectRoute<Services, Caller>[] = [
  ...DIALECTS.flatMap(({ directRoutes }) => directRoutes),
  ...ROUTES.flatMap(({ direct }) => direct ?? []),
  directTopics,
];
