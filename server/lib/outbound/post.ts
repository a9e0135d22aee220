import http from "node:http";
import https from "node:https";
import { isIP, type Socket } from "node:net";
import { performance } from "node:perf_hooks";
import { codeOf } from "@/server/lib/process/start-failure";
import type { AddressPolicy } from "./address-policy";
import { checkTarget, parseTarget, type Resolve, TargetRefused } from "./target";

export type OutboundOptions = {
  policy: AddressPolicy;
  resolve: Resolve;
  /** For name lookup, connection and TLS together. */
  connectMs?: number;
  /** From the call to the end of the response. */
  totalMs?: number;
  /** The bytes of a response to keep. A longer one is cut off. */
  keptBytes?: number;
};

/** Why there was no response. */
export type PostFault =
  | "refused_address"
  | "refused_url"
  | "unresolvable"
  | "connect_timeout"
  | "timeout"
  | "connection_refused"
  | "connection_reset"
  | "tls"
  | "network";

/** The result of a call, with its duration and the connected address. */
export type Posted = { durationMs: number; address: string | null } & (
  | { answered: true; status: number; retryAfter: string | null; excerpt: string }
  /** `wasConnected`: the receiver may have got the request. */
  | { answered: false; fault: PostFault; message: string; wasConnected: boolean }
);

export type Post = {
  url: string;
  body: Uint8Array;
  headers: Readonly<Record<string, string>>;
  once?: boolean;
  /** By default POST. */
  method?: "POST" | "DELETE";
};

export type Outbound = {
  /**
   * Never throws. Follows no redirect, keeps no cookie, uses no proxy. `once`: on a new connection, so that the body is
   * never sent again because the receiver had closed an idle one.
   */
  post(what: Post): Promise<Posted>;
  /** The same for a GET, always on a new connection. */
  get(what: Pick<Post, "url" | "headers">): Promise<Posted>;
  close(): void;
};

const CONNECT_MS = 5_000;
const TOTAL_MS = 15_000;
/** The most bytes of a response to read before closing the connection, unless more are kept. */
const ANSWER_BYTES_MAX = 64 * 1024;
/** The bytes of a response to keep, unless the options say more. */
const EXCERPT_BYTES = 2_048;
/** Less than the 5 s after which Node's own servers close an idle connection. */
const IDLE_MS = 4_000;

/** Posts to URLs that others chose: checks what a name resolves to, and connects to the checked address. */
export function createOutbound(options: OutboundOptions): Outbound {
  const kept = { keepAlive: true, maxFreeSockets: 256, timeout: IDLE_MS };
  const agents = { "http:": new http.Agent(kept), "https:": new https.Agent(kept) };
  async function call({
    url,
    headers,
    once,
    ...request
  }: Omit<Post, "body" | "method"> & Request): Promise<Posted> {
    const startedAt = performance.now();
    let address: string | null = null;
    const done = () => ({ durationMs: Math.round(performance.now() - startedAt), address });
    try {
      const parsed = parseTarget(url, options.policy);
      const target = await inTime(checkTarget(parsed, options), options.connectMs ?? CONNECT_MS);
      address = target.address;
      const kept = parsed.protocol === "https:" ? agents["https:"] : agents["http:"];
      const agent = once ? freshAgent(parsed) : kept;
      const made = { ...request, url: parsed, address, headers, agent, options, startedAt };
      return { ...(await send(made).catch((error) => retryIfStale(made, error))), ...done() };
    } catch (error) {
      return { answered: false, ...faultOf(error), ...done() };
    }
  }
  return {
    post: (what) => call({ method: "POST", ...what }),
    get: (what) => call({ ...what, method: "GET", body: null, once: true }),
    close() {
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
}

type Request = { method: "POST" | "DELETE"; body: Uint8Array } | { method: "GET"; body: null };

type Call = Request & {
  url: URL;
  address: string;
  headers: Readonly<Record<string, string>>;
  agent: http.Agent;
  options: OutboundOptions;
  startedAt: number;
};
type Answer = { answered: true; status: number; retryAfter: string | null; excerpt: string };

/** Repeats the call on a new connection if the receiver had closed the idle one. */
function retryIfStale(call: Call, error: unknown): Promise<Answer> {
  const wasReused = error instanceof PostFailure && error.wasReused;
  if (!wasReused || error.fault !== "connection_reset") throw error;
  return send({ ...call, agent: freshAgent(call.url) });
}

const freshAgent = ({ protocol }: URL): http.Agent =>
  protocol === "https:" ? new https.Agent({ keepAlive: false }) : new http.Agent({ keepAlive: false });

function send({ method, url, address, body, headers, agent, options, startedAt }: Call): Promise<Answer> {
  const { connectMs = CONNECT_MS, totalMs = TOTAL_MS, policy } = options;
  return new Promise((resolve, reject) => {
    const { request } = url.protocol === "https:" ? https : http;
    const named = url.hostname.replace(/^\[|\]$/g, "");
    const req = request({
      method,
      host: address,
      port: url.port === "" ? undefined : Number(url.port),
      path: url.pathname + url.search,
      servername: isIP(named) === 0 ? named : "",
      headers: { ...headers, host: url.host, ...(body && { "content-length": body.length }) },
      agent,
    });
    const leftMs = Math.max(1, totalMs - (performance.now() - startedAt));
    let wasConnected = false;
    const failure = (fault: PostFault, message: string) =>
      new PostFailure(fault, message, { wasReused: req.reusedSocket, wasConnected });
    const fail = (fault: PostFault, message: string) => req.destroy(failure(fault, message));
    const total = setTimeout(() => fail("timeout", `No answer within ${totalMs} ms.`), leftMs);
    const connecting = setTimeout(
      () => fail("connect_timeout", `No connection within ${connectMs} ms.`),
      Math.min(connectMs, leftMs),
    );
    const connected = ({ remoteAddress }: Socket) => {
      clearTimeout(connecting);
      // Without an address the receiver has ended the connection already.
      wasConnected = remoteAddress === undefined || policy.refusedNetwork(remoteAddress) === null;
      if (remoteAddress === undefined) fail("connection_reset", RESET);
      else if (!wasConnected) fail("refused_address", `${remoteAddress} may not be connected to.`);
    };
    req.on("socket", (socket) => {
      if (!socket.connecting) connected(socket);
      else socket.once(url.protocol === "https:" ? "secureConnect" : "connect", () => connected(socket));
    });
    const settle = () => {
      clearTimeout(total);
      clearTimeout(connecting);
    };
    req.on("error", (error) => {
      settle();
      reject(error instanceof PostFailure ? error : failure(...kindOf(error)));
    });
    answerTo(req, options.keptBytes ?? EXCERPT_BYTES).then((answer) => {
      settle();
      resolve(answer);
    }, reject);
    req.end(body ?? undefined);
  });
}

/** The response to a request; one that switches to another protocol has no body. */
function answerTo(req: http.ClientRequest, keptBytes: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const end = ({ statusCode: status = 0, headers }: http.IncomingMessage, excerpt: string) =>
      resolve({ answered: true, status, retryAfter: headers["retry-after"] ?? null, excerpt });
    req.on("response", (response) => {
      readExcerpt(response, keptBytes).then((excerpt) => end(response, excerpt), reject);
    });
    // Without a listener Node closes the connection, and neither a response nor an error comes.
    req.on("upgrade", (response, socket) => {
      socket.destroy();
      end(response, "");
    });
  });
}

/** The beginning of a response. A longer one closes the connection; a truncated one is returned as far as it came. */
function readExcerpt(response: http.IncomingMessage, keptBytes: number): Promise<string> {
  const readMax = Math.max(ANSWER_BYTES_MAX, keptBytes);
  return new Promise((resolve) => {
    const kept: Buffer[] = [];
    let read = 0;
    const end = () => resolve(Buffer.concat(kept).subarray(0, keptBytes).toString("utf8"));
    response.on("data", (chunk: Buffer) => {
      if (read < keptBytes) kept.push(chunk);
      read += chunk.length;
      if (read > readMax) response.destroy();
    });
    response.on("error", () => undefined); // `close` follows
    response.on("close", end);
  });
}

class PostFailure extends Error {
  readonly fault: PostFault;
  /** Whether an earlier POST had left the connection open. */
  readonly wasReused: boolean;
  /** Whether there was a connection: from then on the request is written. */
  readonly wasConnected: boolean;
  constructor(fault: PostFault, message: string, at = { wasReused: false, wasConnected: false }) {
    super(message);
    this.fault = fault;
    this.wasReused = at.wasReused;
    this.wasConnected = at.wasConnected;
  }
}

const faultOf = (error: unknown): { fault: PostFault; message: string; wasConnected: boolean } => {
  if (error instanceof PostFailure)
    return { fault: error.fault, message: error.message, wasConnected: error.wasConnected };
  if (error instanceof TargetRefused)
    return { fault: error.fault, message: error.message, wasConnected: false };
  const [fault, message] = kindOf(error);
  return { fault, message, wasConnected: true }; // not known: it may have got the request
};

const RESET = "The connection was reset.";
function kindOf(error: unknown): [PostFault, string] {
  const code = codeOf(error) ?? "";
  const message = error instanceof Error ? error.message : String(error);
  if (code === "ECONNREFUSED") return ["connection_refused", "Connection refused."];
  if (["ECONNRESET", "EPIPE"].includes(code)) return ["connection_reset", RESET];
  if (/^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/.test(code) || code === "EPROTO")
    return ["tls", message];
  return ["network", message];
}

function inTime<T>(work: Promise<T>, limitMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new PostFailure("connect_timeout", `The name was not resolved within ${limitMs} ms.`)),
      limitMs,
    );
    work.finally(() => clearTimeout(timer)).then(resolve, reject);
  });
}
