import { createHash, timingSafeEqual } from "node:crypto";
import type { Context } from "hono";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { HttpEnv } from "@/server/http/_request/http-env";
import { UNKNOWN_PROXY } from "@/server/http/_request/request-headers";
import { metrics } from "@/server/lib/process/metrics";

/** The Prometheus page, for this machine or with `METRICS_TOKEN`; not found for all others. */
export async function answerMetrics(c: Context<HttpEnv>): Promise<Response> {
  if (!isLocal(c) && !hasToken(c.req.header("authorization"))) throw new Refusal("resource.not_found");
  return c.body(await metrics.registry.metrics(), 200, { "content-type": metrics.registry.contentType });
}

/**
 * Whether a program on this machine asks: the socket's peer and the client's address (front.ts corrects that header) are
 * local, no unknown proxy is between, and the host is a local name, which a rebound name of another site is not.
 */
function isLocal(c: Context<HttpEnv>): boolean {
  const peer = c.env?.incoming?.socket.remoteAddress;
  const client = c.req.header("x-forwarded-for") ?? peer;
  const isDirect = c.req.header(UNKNOWN_PROXY) === undefined;
  return isDirect && isLoopback(peer) && isLoopback(client) && LOCAL_HOST.test(c.req.header("host") ?? "");
}

const LOCAL_HOST = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

const isLoopback = (address: string | undefined): boolean =>
  address !== undefined && /^(::1|(::ffff:)?127(\.\d{1,3}){3})$/.test(address);

function hasToken(authorization: string | undefined): boolean {
  const token = process.env["METRICS_TOKEN"];
  if (!token || !authorization) return false;
  return timingSafeEqual(digest(`Bearer ${token}`), digest(authorization));
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
