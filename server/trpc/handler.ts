import type { TRPCError } from "@trpc/server";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import type { Services } from "@/server/commands/_run/services";
import { BATCH_CALLS_MAX } from "@/server/contract/_shared/limits";
import { Refusal, retryAfterOf } from "@/server/contract/_shared/refusal";
import { isSameOrigin } from "@/server/lib/auth/session-cookie";
import { log } from "@/server/lib/process/log";
import { RATE_LIMITED } from "@/server/lib/web/internal-headers";
import { createContext } from "./context";
import { refusalShapeOf, toKnownError, toTrpcError } from "./errors";
import { appRouter } from "./router";

/** The path of tRPC. */
export const TRPC_PATH = "/api/trpc";
/** The path of a request with this call only; a batch with more calls has another path. */
const TOPICS_PATH = `${TRPC_PATH}/topics.set`;

/** Answers every tRPC request of the screens; refusals have a code, unexpected errors are logged and reveal nothing. */
export function handleTrpc(request: Request, services: Services): Promise<Response> {
  return fetchRequestHandler({
    endpoint: TRPC_PATH,
    req: request,
    router: appRouter,
    maxBatchSize: BATCH_CALLS_MAX,
    allowMethodOverride: true, // queries that no URL has room for come by POST
    createContext: async () => {
      refuseLimited(request.headers);
      if (request.method === "GET") refuseNavigation(request.headers);
      else refuseForeign(request);
      const isForStream = new URL(request.url).pathname === TOPICS_PATH;
      try {
        return await createContext(services, request.headers, { isForStream });
      } catch (error) {
        throw toKnownError(error);
      }
    },
    responseMeta: ({ eagerGeneration, errors }) => {
      if (eagerGeneration) return {};
      return { headers: new Headers({ "cache-control": "no-store", ...retryAfterIn(errors) }) };
    },
    onError: ({ error, path }) => {
      if (!refusalShapeOf(error, undefined))
        log.error({ err: error.cause ?? error, path }, "a tRPC procedure failed");
    },
  });
}

function refuseLimited(headers: Headers): void {
  const seconds = headers.get(RATE_LIMITED);
  if (seconds !== null)
    throw toTrpcError(new Refusal("request.rate_limited", { retryAfterS: Number(seconds) }));
}

function retryAfterIn(errors: readonly TRPCError[]): { "retry-after"?: string } {
  const statusOf = ({ code }: TRPCError) => (code === "SERVICE_UNAVAILABLE" ? 503 : 0);
  const [seconds] = errors.flatMap((error) => retryAfterOf(error.cause, statusOf(error)) ?? []);
  return seconds === undefined ? {} : { "retry-after": seconds };
}

/**
 * A query must come from one of Tickline's own pages: a link on a foreign page would send the session's cookie too. Clients
 * other than browsers do not send the header.
 */
function refuseNavigation(headers: Headers): void {
  const site = headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin") throw toTrpcError(new Refusal("auth.foreign_origin"));
}

/**
 * A change must be JSON and come from Tickline's own page. A foreign page can send forms and plain text with the session's
 * cookie, but not JSON, and it cannot choose its Origin.
 */
function refuseForeign({ headers }: Request): void {
  const type = headers.get("content-type")?.split(";", 1)[0]?.trim().toLowerCase();
  if (type !== "application/json")
    throw toTrpcError(new Refusal("media.unsupported", { detail: "application/json" }));
  if (!isSameOrigin(headers)) throw toTrpcError(new Refusal("auth.foreign_origin"));
}
