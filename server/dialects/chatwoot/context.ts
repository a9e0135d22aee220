import type { IncomingMessage } from "node:http";
import type { Context, MiddlewareHandler } from "hono";
import { type Services, servicesFor } from "@/server/commands/_run/services";
import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import { parseId } from "@/server/dialects/chatwoot/input/params";
import type { Rendering } from "@/server/files/file-url";
import { baseUrlOf } from "@/server/lib/web/base-url";
import type { DirectHandler } from "@/server/lib/web/direct-route";
import { readTokenCaller } from "@/server/queries/credentials/token-caller";

export type ChatwootEnv = {
  Variables: {
    services: Services;
    caller: Caller;
    token: string;
    /** When the request arrived: on the services' clock, and in ms of the process. */
    arrivedAt: Date;
    arrivedMs: number;
  };
  /** Set by Tickline's own server; absent where Next calls the app. */
  Bindings: { incoming?: IncomingMessage };
};
export type ChatwootContext = Context<ChatwootEnv>;
/** The context of a route without a token: no caller. */
export type PublicContext = Pick<ChatwootContext, "env" | "req" | "json" | "body" | "set"> & {
  var: Pick<ChatwootContext["var"], "services">;
};

export type Method = "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
export type Route = readonly [
  methods: Method | readonly Method[],
  path: string,
  handle: (c: ChatwootContext) => Promise<Response>,
  /** Answers plain requests in front of the app. */
  direct?: DirectHandler<Services, Caller> | undefined,
];

/** Both methods of a route that changes. */
export const CHANGE = ["PATCH", "PUT"] as const;

/** The token in a request's headers. */
export const tokenOf = (header: (name: string) => string | undefined): string | undefined =>
  header("api_access_token") || header("api-access-token");

/**
 * The caller of the token in `api_access_token` or `api-access-token`: proxies drop names with underscores, Rack treats
 * both as one. A Bearer token is ignored, as upstream.
 */
export const authenticate: MiddlewareHandler<ChatwootEnv> = async (c, next) => {
  c.set("arrivedAt", c.var.services.now());
  c.set("arrivedMs", performance.now());
  const token = tokenOf((name) => c.req.header(name));
  if (!token) throw new Refusal("auth.required");
  const address = c.req.header("x-forwarded-for");
  const caller = await readTokenCaller(c.var.services, { secret: token, address, forBots: true });
  if (!caller) throw new Refusal("auth.invalid_token");
  c.set("caller", caller);
  c.set("services", servicesFor(c.var.services, caller));
  c.set("token", token);
  await next();
};

/** Refuses any account but the token's own, without revealing whether it exists. */
export const requireOwnAccount: MiddlewareHandler<ChatwootEnv> = async (c, next) => {
  if (parseId(c.req.param("account_id")) !== c.var.caller.accountId) throw new Refusal("account.not_found");
  await next();
};

/** Who reads an answer, and the addresses of the files in it. */
export type Viewer = { database: Services["database"]; caller: Caller; rendering: Rendering };

export const renderingOf = (c: PublicContext): Rendering => ({
  now: c.var.services.now(),
  baseUrl: baseUrlOf(c.req.raw.headers),
});

export const viewerOf = (c: ChatwootContext): Viewer => ({
  database: c.var.services.database,
  caller: c.var.caller,
  rendering: renderingOf(c),
});

/** An id in the path; an invalid one is not found. */
export function pathId(c: ChatwootContext, name: string): number {
  const id = parseId(c.req.param(name));
  if (id === null) throw new Refusal("resource.not_found");
  return id;
}
