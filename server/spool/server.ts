import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Logger } from "pino";
import { waitUntil } from "@/server/lib/async/wait-until";
import { isSameText } from "@/server/lib/crypto/same-text";
import { reasonOf } from "@/server/lib/process/start-failure";
import { answerJson, type RefusalCode, refusalOfUpgrade, refuse } from "./answers";
import type { CoreState } from "./core-state";
import { hasBody, isAmbiguous } from "./headers";
import { findInbound } from "./inbound";
import type { Intake } from "./intake";
import { passOn, passUpgrade } from "./proxy";
import type { SpoolMetrics, SpoolState } from "./spool-metrics";
import type { Upstream } from "./upstream";

type Options = {
  intake: Intake;
  upstream: Upstream;
  metrics: SpoolMetrics;
  state: SpoolState;
  metricsToken: string | undefined;
  core: Pick<CoreState, "isAway">;
  log: Logger;
};

export type SpoolServer = {
  server: Server;
  /** Accepts no new connections, and answers requests in flight; after `withinMs` cuts the others. */
  drain(withinMs: number): Promise<void>;
};

/** As those of the web process. */
const TIMEOUTS = { headersTimeout: 15_000, requestTimeout: 0, connectionsCheckingInterval: 5_000 };
const KEPT_MS = 75_000;
const HEALTH_PATH = /^\/health(?:\/(live|ready))?\/?(?:\?|$)/;
const METRICS_PATH = /^\/metrics\/?(?:\?|$)/;

/** Answers for its own health, keeps inbound requests while the core is away, and hands everything else on. */
export function createSpoolServer(options: Options): SpoolServer {
  const { intake, upstream, core, metrics, log } = options;
  const upgraded = new Set<Socket>();
  let inFlight = 0;
  let isStopping = false;
  const passing = {
    upstream,
    core,
    onRefused: (code: RefusalCode) => metrics.refused.inc({ code }),
  };

  const serve = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const url = req.url ?? "/";
    const health = HEALTH_PATH.exec(url);
    if (health) return answerHealth(res, options, isStopping && health[1] !== "live");
    if (METRICS_PATH.test(url)) return answerMetrics(req, res, options);
    if (isAmbiguous(req)) return refuseAmbiguous(res);
    const inbound = findInbound(req.method, url);
    return inbound ? intake(inbound, req, res) : passOn(req, res, passing);
  };
  const refuseAmbiguous = (res: ServerResponse) => {
    metrics.refused.inc({ code: "spool.ambiguous" });
    res.setHeader("connection", "close");
    refuse(res, "spool.ambiguous");
  };
  const fail = (error: unknown, end: () => void) => {
    log.error({ reason: reasonOf(error) }, "a request could not be served");
    end();
  };
  const server = createServer({ ...TIMEOUTS, keepAliveTimeout: KEPT_MS }, (req, res) => {
    inFlight += 1;
    res.once("close", () => (inFlight -= 1));
    if (isStopping) res.setHeader("connection", "close");
    serve(req, res).catch((error: unknown) => fail(error, () => res.destroy()));
  });
  server.on("upgrade", (req, socket: Socket, head) => {
    upgraded.add(socket);
    socket.once("close", () => upgraded.delete(socket));
    socket.on("error", () => socket.destroy());
    if (isStopping) return void socket.destroy();
    // Bytes behind the head of another method would be a body, which is not handed on.
    if (req.method !== "GET" || isAmbiguous(req) || hasBody(req))
      return void socket.end(refusalOfUpgrade("spool.ambiguous"));
    try {
      passUpgrade(req, socket, { ...passing, head });
    } catch (error) {
      fail(error, () => socket.destroy());
    }
  });
  return {
    server,
    async drain(withinMs) {
      isStopping = true;
      server.close();
      for (const socket of upgraded) socket.destroy(); // clients connect again by themselves
      await waitUntil(
        () => {
          server.closeIdleConnections();
          return inFlight === 0;
        },
        { withinMs },
      );
      server.closeAllConnections();
    },
  };
}

/** 200 while it can keep something: whether the core answers is for the core's own health. */
function answerHealth(res: ServerResponse, { state }: Options, isStopping: boolean): void {
  const isFull = state.bytes() >= FULL_SHARE * state.bytesMax;
  const status = isStopping ? "stopping" : isFull ? "full" : "ok";
  const upstream = state.isAway() ? "away" : "ok";
  const body = { status, upstream, waiting: state.waiting(), aside: state.aside() };
  answerJson(res, status === "ok" ? 200 : 503, JSON.stringify(body));
}

/** Above it, requests of usual sizes may be refused soon. */
const FULL_SHARE = 0.98;

/** The Prometheus page, for this machine or with `METRICS_TOKEN`; not found for all others, as that of the web process. */
async function answerMetrics(req: IncomingMessage, res: ServerResponse, options: Options): Promise<void> {
  const { metricsToken, metrics } = options;
  const { authorization } = req.headers;
  const hasToken =
    metricsToken !== undefined &&
    authorization !== undefined &&
    isSameText(`Bearer ${metricsToken}`, authorization);
  if (!hasToken && !isLocal(req))
    return answerJson(res, 404, JSON.stringify({ error: { code: "resource.not_found" } }));
  const page = await metrics.registry.metrics();
  res.writeHead(200, { "content-type": metrics.registry.contentType, "cache-control": "no-store" }).end(page);
}

const FORWARDING = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"];
const LOCAL_HOST = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;
const LOOPBACK = /^(::1|(::ffff:)?127(\.\d{1,3}){3})$/;

/** Without a proxy between, and at a local name, which a rebound name of another site is not. */
const isLocal = ({ headers, socket }: IncomingMessage): boolean =>
  LOOPBACK.test(socket.remoteAddress ?? "") &&
  LOCAL_HOST.test(headers.host ?? "") &&
  FORWARDING.every((name) => headers[name] === undefined);
