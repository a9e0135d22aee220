import type { Next } from "hono";
import { Refusal } from "@/server/contract/_shared/refusal";
import { isSameOrigin } from "@/server/lib/auth/session-cookie";
import { reachWidget, type WidgetContext } from "./context";

const PREFLIGHT = {
  "access-control-allow-methods": "GET, POST, PATCH",
  "access-control-allow-headers": "Authorization, Content-Type, Last-Event-ID",
  "access-control-max-age": "600",
};
const READABLE = "Retry-After, X-Request-Id";
const READING = new Set(["GET", "HEAD"]);

/**
 * Finds the inbox, and lets only its sites and Tickline's own pages call its API: the rest is refused as
 * `channel.origin_forbidden`. Browsers leave `Origin` out of reads from their own site only; a program that has no origin may read
 * with a visitor's token, and writes nothing.
 */
export async function admitOrigin(c: WidgetContext, next: Next): Promise<Response | undefined> {
  const widget = await reachWidget(c);
  c.set("widget", widget);
  const origin = c.req.header("origin");
  c.header("vary", "Origin");
  if (!isAllowed(c, widget.settings.allowedOrigins)) throw new Refusal("channel.origin_forbidden");
  if (origin !== undefined) {
    c.header("access-control-allow-origin", origin);
    c.header("access-control-expose-headers", READABLE);
  }
  if (c.req.method === "OPTIONS") return c.body(null, 204, PREFLIGHT);
  await next();
  return undefined;
}

function isAllowed(c: WidgetContext, allowed: readonly string[]): boolean {
  const origin = c.req.header("origin");
  if (origin !== undefined) return allowed.includes(origin) || isSameOrigin(c.req.raw.headers);
  return READING.has(c.req.method) || c.req.header("sec-fetch-site") === "same-origin";
}
