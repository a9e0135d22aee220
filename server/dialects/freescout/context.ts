import type { IncomingMessage } from "node:http";
import type { Context, MiddlewareHandler } from "hono";
import { type Services, servicesFor } from "@/server/commands/_run/services";
import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { FileUrlsOf } from "@/server/contract/file/file";
import { fileUrls, type Rendering } from "@/server/files/file-url";
import { baseUrlOf } from "@/server/lib/web/base-url";
import { readTokenCaller } from "@/server/queries/credentials/token-caller";
import { getAccountSettings } from "@/server/queries/members/account";

export type FreescoutEnv = {
  Variables: { services: Services; caller: Caller };
  /** Set by Tickline's own server; absent where Next calls the app. */
  Bindings: { incoming?: IncomingMessage };
};
export type FreescoutContext = Context<FreescoutEnv>;

export type Method = "GET" | "POST" | "PUT" | "DELETE";
export type Route = readonly [
  method: Method,
  path: string,
  handle: (c: FreescoutContext) => Promise<Response>,
];

/**
 * The caller of an API key: a Tickline token, in the header, as the user name of HTTP Basic with any password, or in the
 * query where the account accepts that. The account is the token's own.
 */
export const authenticate: MiddlewareHandler<FreescoutEnv> = async (c, next) => {
  const { services } = c.var;
  const header: Header = (name) => c.req.header(name);
  const inUrl = header("x-freescout-api-key") ? undefined : c.req.query("api_key");
  const secret = keyOf(header, () => inUrl);
  if (!secret) throw new Refusal("auth.required");
  const caller = await readTokenCaller(services, { secret, address: header("x-forwarded-for") });
  if (!caller) throw new Refusal("auth.invalid_token");
  if (inUrl && !(await getAccountSettings(services.database, caller)).acceptsUrlKeys)
    throw new Refusal("auth.url_key_refused");
  c.set("caller", caller);
  c.set("services", servicesFor(c.var.services, caller));
  await next();
};

type Header = (name: string) => string | undefined;

/** The key in a request's headers or query. */
export const keyOf = (header: Header, inQuery: () => string | null | undefined): string | null | undefined =>
  header("x-freescout-api-key") || inQuery() || userNameOf(header);

function userNameOf(header: Header): string | undefined {
  const basic = /^basic +([\w+/=-]+)$/i.exec(header("authorization") ?? "")?.[1];
  return basic && Buffer.from(basic, "base64").toString("utf8").split(":", 1)[0];
}

/** Where the addresses in an answer lead. */
export const renderingOf = (c: FreescoutContext): Rendering => ({
  now: c.var.services.now(),
  baseUrl: baseUrlOf(c.req.raw.headers),
});

/** The addresses of files in an answer. */
export function fileUrlsOf(c: FreescoutContext): FileUrlsOf {
  const rendering = renderingOf(c);
  return (file) => fileUrls(file, rendering);
}

/** An id in the path; an invalid one is not found. */
export function pathId(c: FreescoutContext): number {
  const text = c.req.param("id") ?? "";
  const id = /^\d{1,16}$/.test(text) ? Number(text) : 0;
  if (!Number.isSafeInteger(id) || id === 0) throw new Refusal("resource.not_found");
  return id;
}
