import type { Context, MiddlewareHandler } from "hono";
import { type Services, servicesFor } from "@/server/commands/_run/services";
import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import { readTokenCaller } from "@/server/queries/credentials/token-caller";

export type FreescoutEnv = { Variables: { services: Services; caller: Caller } };
export type FreescoutContext = Context<FreescoutEnv>;

export type Method = "GET" | "POST" | "PUT" | "DELETE";
export type Route = readonly [
  method: Method,
  path: string,
  handle: (c: FreescoutContext) => Promise<Response>,
];

/**
 * The caller of an API key: a Tickline token, in the header, in the query, or as the user name of HTTP Basic with any
 * password. The account is the token's own.
 */
export const authenticate: MiddlewareHandler<FreescoutEnv> = async (c, next) => {
  const key = c.req.header("x-freescout-api-key") || c.req.query("api_key") || userNameOf(c);
  if (!key) throw new Refusal("auth.required");
  const caller = await readTokenCaller(c.var.services.database, key);
  if (!caller) throw new Refusal("auth.invalid_token");
  c.set("caller", caller);
  c.set("services", servicesFor(c.var.services, caller));
  await next();
};

function userNameOf(c: FreescoutContext): string | undefined {
  const basic = /^basic +([\w+/=-]+)$/i.exec(c.req.header("authorization") ?? "")?.[1];
  return basic && Buffer.from(basic, "base64").toString("utf8").split(":", 1)[0];
}

/** An id in the path; an invalid one is not found. */
export function pathId(c: FreescoutContext): number {
  const text = c.req.param("id") ?? "";
  const id = /^\d{1,16}$/.test(text) ? Number(text) : 0;
  if (!Number.isSafeInteger(id) || id === 0) throw new Refusal("resource.not_found");
  return id;
}
