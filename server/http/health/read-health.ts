import type { IncomingMessage, Server } from "node:http";
import type { Socket } from "node:net";
import { hasMetricsToken } from "@/server/http/_request/request-headers";
import { waitUntil } from "@/server/lib/async/wait-until";
import { isOutboundOff } from "@/server/lib/outbound/outbound-pause";
import { isInMaintenance } from "@/server/lib/process/maintenance";
import { RELEASE } from "@/server/lib/process/release";
import { replicaStates } from "@/server/lib/process/replica-states";

/** An accepted connection without a request yet has this long to send it when the server stops, in ms. */
const FIRST_REQUEST_MS = 1_000;

type OpenConnections = {
  /** Resolves when every request was answered, also that of a connection just accepted; at the latest after `withinMs`. */
  settled(withinMs: number): Promise<void>;
};

/** Counts the requests in flight of a server, and the connections that have not sent one yet. */
export function watchConnections(server: Server): OpenConnections {
  const unused = new Set<Socket>();
  let inFlight = 0;
  server.on("connection", (socket) => {
    unused.add(socket.once("close", () => unused.delete(socket)));
  });
  server.on("request", (req, res) => {
    unused.delete(req.socket);
    inFlight += 1;
    res.once("close", () => (inFlight -= 1));
  });
  server.on("upgrade", (req) => void unused.delete(req.socket));
  return {
    async settled(withinMs) {
      const fromMs = performance.now();
      const hasUnused = () => unused.size > 0 && performance.now() - fromMs < FIRST_REQUEST_MS;
      await waitUntil(
        () => {
          server.closeIdleConnections();
          return inFlight === 0 && !hasUnused();
        },
        { withinMs },
      );
    },
  };
}

/**
 * `events_delayed`: requests are answered, but their changes are heard of too late. `storage_unavailable`: reading is
 * answered, and changes are refused. `web_process_down`: other web processes of the same port answer.
 */
export const HEALTH = [
  "ok",
  "starting",
  "database_down",
  "storage_unavailable",
  "events_delayed",
  "web_process_down",
  "stopping",
] as const;
export type Health = (typeof HEALTH)[number];

/** States in which a proxy has nothing to gain from another process. */
const READY: ReadonlySet<Health> = new Set([
  "ok",
  "events_delayed",
  "storage_unavailable",
  "web_process_down",
]);

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
  const states = isOperator ? replicaStates() : [];
  const replicas = states.length > 0 ? { replicas: states } : {};
  const details = { ...outbound, ...maintenance, ...replicas, ...release };
  return { status: isGood ? 200 : 503, body: { status: health, ...details } };
}
