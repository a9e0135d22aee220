import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { getRequestListener } from "@hono/node-server";
import { answerRateRefusal, refuseWrite } from "@/server/http/_limits/answer-early";
import type { LimitRequests, RateRefusal } from "@/server/http/_limits/request-limits";
import type { AdmitUpgrade } from "@/server/http/_limits/upgrade-limits";
import { answer, fail, refuse, refuseField } from "@/server/http/_request/answers";
import { closeIfUnread } from "@/server/http/_request/body";
import type { AnswerCors } from "@/server/http/_request/cors";
import { findBadField, isDecodable, isServable, METHODS } from "@/server/http/_request/damaged-requests";
import { traceRequest } from "@/server/http/_request/observe";
import {
  findBadPageHeader,
  isPage,
  observePage,
  refusePageWrite,
  removeInternalHeaders,
} from "@/server/http/_request/page-requests";
import {
  cleanRequest,
  type ForwardingOptions,
  limitRequestTime,
  setRequestHeader,
} from "@/server/http/_request/request-headers";
import { DATA_POLICY, pagePolicy, setSecurityHeaders } from "@/server/http/_request/response-headers";
import { isAction } from "@/server/http/actions/action-gate";
import { type Health, readHealth, watchConnections } from "@/server/http/health/read-health";
import { log } from "@/server/lib/process/log";
import { reasonOf } from "@/server/lib/process/start-failure";
import { RATE_LIMITED } from "@/server/lib/web/internal-headers";
import { type Address, listen } from "@/server/lib/web/listen";
import { addListeners } from "@/server/lib/web/more-listeners";
import type { ServeDirectly } from "./direct";
import { serveUpgrades, type Upgrade } from "./upgrades";

/** The APIs: a Hono app, or anything that answers a Request. */
export type HttpApp = { fetch(request: Request, env?: object): Response | Promise<Response> };
/** The hub: serves its own URLs as streams. */
export type LiveStreams = {
  matches(url: string): boolean;
  serve(req: IncomingMessage, res: ServerResponse): void;
  /** Ends every stream; browsers reconnect by themselves. */
  close(): void | Promise<void>;
};
/** Serves the bytes of files. */
export type FileStreams = {
  matches(url: string): boolean;
  serve(req: IncomingMessage, res: ServerResponse): Promise<void>;
};
/** Serves connections that become WebSockets. */
export type Sockets = {
  matches(url: string): boolean;
  upgrade: Upgrade;
  /** Ends every connection; clients connect again by themselves. */
  close(): void | Promise<void>;
};
/** Next. */
export type Pages = {
  serve(req: IncomingMessage, res: ServerResponse): Promise<void>;
  upgrade: Upgrade;
};
export type Parts = {
  app: HttpApp;
  /** Answers some API requests in front of the app. */
  direct?: ServeDirectly;
  cors?: AnswerCors;
  live: LiveStreams;
  files?: FileStreams;
  sockets?: Sockets;
  /** The server actions of the pages, behind their gate. */
  actions?: Serve | undefined;
  pages: Pages | undefined;
};
export type FrontOptions = ForwardingOptions & {
  isDev: boolean;
  /** Called by /health and /health/ready while running. */
  health(): Promise<Health>;
  /** Without it, no request is limited. */
  limit?: LimitRequests | undefined;
  /** Without it, no upgrade to a WebSocket is limited. */
  admitUpgrade?: AdmitUpgrade | undefined;
};
/** What serves connections, its own or those of another listener. */
export type Serving = {
  /** Serves a connection that another listener has accepted. */
  accept(socket: Socket): void;
  /** Until this call every request is answered with 503 `starting`. */
  open(parts: Parts): void;
  /** Not ready any more, while everything is still answered for `ms`: proxies learn to send requests elsewhere. */
  retire(ms: number): Promise<void>;
  /** Accepts no new connections, ends streams, answers requests in flight; after `withinMs` cuts the others. */
  drain(withinMs: number): Promise<void>;
};
export type Front = Serving & {
  /** The server's address for a local browser. */
  url: string;
};

/** The paths of the APIs; all others are pages. next-auth's routes are in Next. */
const API_PATH =
  /^\/(api(?!\/auth(\/|\?|$))|v1|channels|widget\.js|widget-preview|demo|wukongim|docs\/(api|events)|health|metrics|public|platform|auth)(\/|\?|$)/;
const HEALTH_PATH = /^\/health(?:\/(live|ready))?\/?(?:\?|$)/;

/** A client has this long to send its headers, in ms; checked at each interval. Of the rest see `limitRequestTime`. */
const TIMEOUTS = { headersTimeout: 15_000, requestTimeout: 0, connectionsCheckingInterval: 5_000 };
/** Longer than the usual 60 s of proxies, so that the proxy closes an idle connection first. */
const KEPT_MS = 75_000;

type Serve = (req: IncomingMessage, res: ServerResponse) => void | Promise<void>;

/**
 * The one HTTP server in front of everything. It listens immediately, so that a used port is known before any other
 * startup step and /health can answer `starting`. `listeners`: so many accept its connections, see `addListeners`.
 * @throws StartFailure when it cannot listen.
 */
export async function openFront({
  listeners = 1,
  ...options
}: FrontOptions & Address & { listeners?: number }): Promise<Front> {
  const { server, ...front } = createFront(options);
  const url = await listen(server, options);
  if (listeners === 1) return { ...front, url };
  const more = addListeners(server, listeners - 1, (socket) => server.emit("connection", socket));
  more.added.catch((error: unknown) =>
    log.warn({ reason: reasonOf(error) }, "fewer listeners accept connections"),
  );
  return {
    ...front,
    url,
    drain(withinMs) {
      more.close();
      return front.drain(withinMs);
    },
  };
}

/** The same without a listener: its connections are those that it accepts from another one. */
export function createFront(options: FrontOptions): Serving & { server: Server } {
  let parts: Parts | undefined;
  let serve: Serve = (_req, res) => answer(res, 503, { error: { code: "starting" } });
  let isStopping = false;

  const server = createServer({ ...TIMEOUTS, keepAliveTimeout: KEPT_MS }, (req, res) => {
    closeIfUnread(req, res);
    const badField = findBadField(req);
    limitRequestTime(req, res);
    cleanRequest(req, options);
    setSecurityHeaders(res, { isHttps: options.publicUrl?.startsWith("https:") ?? false });
    if (!isServable(req)) return refuse(res, "request.method_not_allowed", {}, { allow: METHODS.join(", ") });
    if (badField) return refuseField(res, badField);
    if (isStopping || !parts) res.setHeader("connection", "close");
    const serveIt: Serve = HEALTH_PATH.test(req.url ?? "") ? serveHealth : serve;
    Promise.resolve(serveIt(req, res)).catch((error: unknown) => fail(res, error));
  });
  const connections = watchConnections(server);
  const openSocket: Upgrade = (req, socket, head) => {
    cleanRequest(req, options);
    if (options.admitUpgrade?.(req, socket) ?? true) parts?.sockets?.upgrade(req, socket, head);
  };
  const cutUpgraded = serveUpgrades(server, (url) => {
    if (!isStopping && parts?.sockets?.matches(url)) return openSocket;
    return options.isDev && url.startsWith("/_next/") ? parts?.pages?.upgrade : undefined;
  });

  const serveHealth: Serve = async (req, res) => {
    const ask = async () => (isStopping ? "stopping" : parts ? options.health() : "starting");
    const { status, body } = await readHealth(HEALTH_PATH.exec(req.url ?? "")?.[1], req, ask);
    answer(res, status, body);
  };
  const retire = async (ms: number) => {
    isStopping = true;
    if (ms > 0) await sleep(ms);
  };
  const drain = async (withinMs: number) => {
    isStopping = true;
    server.close();
    await parts?.sockets?.close();
    await parts?.live.close();
    await connections.settled(withinMs);
    cutUpgraded();
    server.closeAllConnections();
  };

  let isFirst = true;
  const accept = (socket: Socket) => {
    if (isFirst) server.emit("listening"); // else node would not look for clients that send no headers
    isFirst = false;
    server.emit("connection", socket);
    socket.resume(); // the listener has paused it, so that no byte is lost on the way
  };
  return {
    server,
    accept,
    open: (given) => {
      parts = given;
      serve = router(given, options);
    },
    retire,
    drain,
  };
}

function router(
  { app, direct, cors, live, files, actions, pages }: Parts,
  { isDev, limit }: FrontOptions,
): Serve {
  const serveApi = getRequestListener((request, env) => app.fetch(request, env), {
    overrideGlobalObjects: false,
  });
  const slowDown = (req: IncomingMessage, res: ServerResponse, refused: RateRefusal) => {
    if (refused.door !== "screens" || isAction(req)) return answerRateRefusal(req, res, refused);
    setRequestHeader(req, RATE_LIMITED, String(refused.retryAfterS)); // tRPC has a format for each kind of batch
    return serveApi(req, res);
  };
  return async (req, res) => {
    const url = req.url ?? "/";
    if (cors && req.headers.origin !== undefined && (await cors(req, res))) return;
    const refused = limit?.(req, res);
    if (refused) return slowDown(req, res, refused);
    if (refuseWrite(req, res)) return;
    if (live.matches(url)) return live.serve(req, res);
    if (files?.matches(url)) return traceRequest(req, res, () => files.serve(req, res));
    if (actions && isAction(req)) return traceRequest(req, res, async () => actions(req, res));
    if (API_PATH.test(url) || !pages) {
      res.setHeader("content-security-policy", DATA_POLICY);
      return traceRequest(req, res, async () => {
        if (direct && (await direct(req, res))) return;
        await serveApi(req, res);
      });
    }
    const badField = isDecodable(url) ? findBadPageHeader(req) : "path";
    if (badField) return refuseField(res, badField);
    const nonce = randomBytes(16).toString("base64");
    const policy = pagePolicy(nonce, { isDev });
    setRequestHeader(req, "x-nonce", nonce);
    setRequestHeader(req, "content-security-policy", policy); // Next reads the nonce for its scripts from it
    res.setHeader("content-security-policy", policy);
    if (!isDev && refusePageWrite(req, res)) return; // Next's own tools write in development
    if (!isDev) removeInternalHeaders(req);
    if (!isPage(req)) return pages.serve(req, res);
    return traceRequest(req, res, () => {
      observePage(req, res);
      return pages.serve(req, res);
    });
  };
}
