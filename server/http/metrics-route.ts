import { createHash, timingSafeEqual } from "node:crypto";
import type { Context } from "hono";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { HttpEnv } from "@/server/http/_request/http-env";
import { metrics } from "@/server/lib/process/metrics";

/** The Prometheus page, for this machine or with `METRICS_TOKEN`; not found for all others. */
export async function answerMetrics(c: Context<HttpEnv>): Promise<Response> {
  if (!isLocal(c) && !hasToken(c.req.header("authorization"))) throw new Refusal("resource.not_found");
  return c.body(await metrics.registry.metrics(), 200, { "content-type": metrics.registry.contentType });
}

/** Whether both the socket's peer and the client's address (front.ts corrects that header) are local. */
function isLocal(c: Context<HttpEnv>): boolean {
  const peer = c.env?.incoming?.socket.remoteAddress;
  const client = c.req.header("x-forwarded-for") ?? peer;
  return isLoopback(peer) && isLoopback(client);
}

const isLoopback = (address: string | undefined): boolean =>
  address !== undefined && /^(::1|(::ffff:)?127(\.\d{1,3}){3})$/.test(address);

function hasToken(authorization: string | undefined): boolean {
  const token = process.env["METRICS_TOKEN"];
  if (!token || !authorization) return false;
  return timingSafeEqual(digest(`Bearer ${token}`), digest(authorization));
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
