import type { IncomingMessage } from "node:http";
import { hasMetricsToken } from "@/server/http/_request/metrics-token";
import { isOutboundOff } from "@/server/lib/outbound/outbound-pause";
import { isInMaintenance } from "@/server/lib/process/maintenance";
import { RELEASE } from "@/server/lib/process/release";

/**
 * `events_delayed`: requests are answered, but their changes are heard of too late. `storage_unavailable`: reading is
 * answered, and changes are refused.
 */
export type Health =
  | "ok"
  | "starting"
  | "database_down"
  | "storage_unavailable"
  | "events_delayed"
  | "stopping";

/** States in which a proxy has nothing to gain from another process. */
const READY: ReadonlySet<Health> = new Set(["ok", "events_delayed", "storage_unavailable"]);

/**
 * The answer of /health, /health/ready or /health/live. Live asks for nothing: the process responds. Ready is 200 while it
 * answers requests, and /health only while everything works. Strangers learn no version: it tells which faults to try.
 */
export async function readHealth(
  which: string | undefined,
  req: Pick<IncomingMessage, "headers">,
  ask: () => Promise<Health>,
): Promise<{ status: number; body: object }> {
  const isOperator = hasMetricsToken(req.headers.authorization);
  const release = isOperator ? { version: RELEASE } : {};
  if (which === "live") return { status: 200, body: { status: "ok", ...release } };
  const health = await ask();
  const isGood = which === "ready" ? READY.has(health) : health === "ok";
  const outbound = isOutboundOff() ? { outbound: "off" } : {};
  const maintenance = isOperator && isInMaintenance() ? { maintenance: true } : {};
  return { status: isGood ? 200 : 503, body: { status: health, ...outbound, ...maintenance, ...release } };
}
