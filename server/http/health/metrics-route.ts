import type { Context } from "hono";
import type { Services } from "@/server/commands/_run/services";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { HttpEnv } from "@/server/http/_request/authenticate";
import { hasMetricsToken, UNKNOWN_PROXY } from "@/server/http/_request/request-headers";
import { metrics } from "@/server/lib/process/metrics";
import { readMetricsPage } from "./metrics-page";

/** The Prometheus page, for this machine or with `METRICS_TOKEN`; not found for all others. */
export async function answerMetrics(c: Context<HttpEnv>, services: () => Services): Promise<Response> {
  if (!isLocal(c) && !hasMetricsToken(c.req.header("authorization"))) throw new Refusal("resource.not_found");
  return c.body(await readMetricsPage(services), 200, { "content-type": metrics.registry.contentType });
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
