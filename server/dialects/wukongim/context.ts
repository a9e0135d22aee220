import type { IncomingMessage } from "node:http";
import type { Context, MiddlewareHandler } from "hono";
import { type Services, servicesFor } from "@/server/commands/_run/services";
import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import { findWukongimInboxes, readWukongimInbox } from "@/server/dialects/wukongim/queries/inboxes";
import type { Rendering } from "@/server/files/rendered";
import { baseUrlOf } from "@/server/lib/web/base-url";
import type { DirectHandler } from "@/server/lib/web/direct-route";
import { readTokenCaller } from "@/server/queries/credentials/token-caller";
import { errorAnswer, invalid, WireError } from "./errors";

export type WukongimEnv = {
  Variables: { services: Services; caller: Caller; inboxId: number };
  /** Set by Tickline's own server; absent where Next calls the app. */
  Bindings: { incoming?: IncomingMessage };
};
export type WukongimContext = Context<WukongimEnv>;
/** Who sends: a request, or a device on its connection. */
export type SenderContext = { var: WukongimEnv["Variables"] };
/** Who asks, by a request's headers. */
export type RequestContext = SenderContext & { header(name: string): string | undefined };

export type Method = "GET" | "POST";
export type Route = readonly [
  method: Method,
  path: string,
  handle: (c: WukongimContext) => Promise<Response>,
  /** Answers plain requests in front of the app. */
  direct?: DirectHandler<Services, Caller>,
];

/** The token in a request's headers: WuKongIM's manager token, here a token of Tickline's API. */
export const managerTokenOf = (header: (name: string) => string | undefined): string | undefined =>
  header("token");

/** The caller of the token in the header `token`, and the one WuKongIM inbox that it may see. */
export async function identify(
  services: Services,
  header: RequestContext["header"],
): Promise<SenderContext["var"]> {
  const secret = managerTokenOf(header);
  if (!secret) throw new WireError(errorAnswer(401, "Give a token of Tickline's API in the header token."));
  const caller = await readTokenCaller(services, { secret, address: header("x-forwarded-for") });
  if (!caller) throw new Refusal("auth.invalid_token");
  const own = servicesFor(services, caller);
  const inboxId = await requireInbox({ all: services.database, own: own.database }, caller);
  return { services: own, caller, inboxId };
}

export const authenticate: MiddlewareHandler<WukongimEnv> = async (c, next) => {
  const { services, caller, inboxId } = await identify(c.var.services, (name) => c.req.header(name));
  c.set("caller", caller);
  c.set("services", services);
  c.set("inboxId", inboxId);
  await next();
};

/** The one WuKongIM inbox that a caller may see. Refuses none and several. */
async function requireInbox(
  databases: Parameters<typeof readWukongimInbox>[0],
  caller: Caller,
): Promise<number> {
  const inboxId = await readWukongimInbox(databases, caller);
  if (inboxId !== null) return inboxId;
  const [first] = await findWukongimInboxes(databases.own, caller);
  throw first === undefined
    ? invalid(
        "The token sees no inbox with the channel WuKongIM. Create one in the settings, or by POST /v1/inboxes.",
      )
    : invalid(
        "The token sees several inboxes with the channel WuKongIM. Create a token that sees one of them.",
      );
}

export const requestContextOf = (c: WukongimContext): RequestContext => ({
  var: c.var,
  header: (name) => c.req.header(name),
});

/** Where the addresses in an answer lead. */
export const renderingOf = (c: RequestContext): Rendering => ({
  now: c.var.services.now(),
  baseUrl: baseUrlOf({ get: (name) => c.header(name) ?? null }),
});
