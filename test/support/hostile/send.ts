import { Agent, type IncomingMessage, request as sendRequest } from "node:http";
import { connect } from "node:net";
import type { HostileRequest } from "./requests";
import { encode } from "./values";

/** The text of an answer, and its status; 0 = the connection was closed without one. */
export type HostileAnswer = { status: number; text: string };

/** The status of a request that was not answered in time: a fault, as a gateway would report it. */
const NO_ANSWER = 504;
/** Longer than any answer may take. */
const ANSWER_WITHIN_MS = 20_000;
/** A stream is left so long after its first bytes: they are followed by what the reader may have missed. */
const STREAM_MS = 100;

export type Sender = {
  send(request: HostileRequest): Promise<HostileAnswer>;
  /** Sends bytes as they are, valid HTTP or not. */
  sendRaw(text: string): Promise<HostileAnswer>;
  close(): void;
};

export function createSender(url: string, connections: number): Sender {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const { hostname, port } = new URL(url);
  return {
    send: (request) => send(request, { agent, hostname, port: Number(port) }),
    sendRaw: (text) => sendRaw(text, { hostname, port: Number(port) }),
    close: () => agent.destroy(),
  };
}

type Place = { hostname: string; port: number };

function send(
  request: HostileRequest,
  { agent, hostname, port }: Place & { agent: Agent },
): Promise<HostileAnswer> {
  const { method, headers, body, cutAt } = request;
  return new Promise((resolve, reject) => {
    const path = request.path.replaceAll(/[^\x21-\x7e]/gu, (char) => encode(char));
    const length = body === null ? {} : { "content-length": String(Buffer.byteLength(body)) };
    const isCut = cutAt !== null;
    const options = {
      hostname,
      port,
      method,
      path,
      headers: { ...headers, ...length },
      ...(!isCut && { agent }),
    };
    let isAnswered = false;
    const sent = sendRequest(options, (response) => {
      isAnswered = true;
      read(response).then(resolve, reject);
    });
    sent.setTimeout(ANSWER_WITHIN_MS, () => {
      resolve({ status: NO_ANSWER, text: "" });
      sent.destroy();
    });
    // The server may close before it has read the body.
    const closed = () => isAnswered || resolve({ status: 0, text: "" });
    sent.on("error", closed).on("close", closed);
    if (cutAt === null) sent.end(body ?? undefined);
    else sent.write((body ?? "").slice(0, cutAt) || " ", () => sent.destroy());
  });
}

async function read(response: IncomingMessage): Promise<HostileAnswer> {
  const isStream = response.headers["content-type"]?.startsWith("text/event-stream") ?? false;
  let text = "";
  response.setEncoding("utf8");
  let leaving: NodeJS.Timeout | undefined;
  try {
    for await (const chunk of response) {
      text += String(chunk);
      if (isStream) leaving ??= setTimeout(() => response.destroy(), STREAM_MS);
    }
  } catch {
    // cut: what has arrived counts
  } finally {
    clearTimeout(leaving);
  }
  return { status: response.statusCode ?? 0, text };
}

function sendRaw(text: string, { hostname, port }: Place): Promise<HostileAnswer> {
  return new Promise((resolve) => {
    const socket = connect(port, hostname, () => socket.end(text));
    let received = "";
    socket.setEncoding("utf8").on("data", (chunk) => (received += String(chunk)));
    socket.on("error", () => socket.destroy());
    socket.setTimeout(ANSWER_WITHIN_MS, () => socket.destroy());
    socket.on("close", () =>
      resolve({ status: Number(/^HTTP\/1\.1 (\d{3})/.exec(received)?.[1] ?? 0), text: received }),
    );
  });
}

/** Heads that are no valid HTTP, or almost. */
export const DAMAGED_HEADS: readonly string[] = [
  "GET / HTTP/1.1\r\n\r\n",
  "GET /v1/me HTTP/9.9\r\nHost: x\r\n\r\n",
  "GET /v1/me HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \u0001\u0002\r\n\r\n",
  "GET /v1/me HTTP/1.1\r\nHost: x\r\nCookie: \u00ff\u00fe=;;;=\r\nConnection: close\r\n\r\n",
  "GET /v1/me HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n",
  "GET http://[::1/v1/me HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
  "GET http://example.com:99999/v1/me HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
  "GET //evil.example/%2e%2e/v1/me HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
  "GET /v1/me HTTP/1.1\r\nHost: x:y:z@[\r\nConnection: close\r\n\r\n",
  "GET /v1/me HTTP/1.1\r\nHost: \r\nConnection: close\r\n\r\n",
  "GET /api/trpc/me.get?input=%%%%&batch=%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
  "POST /v1/receipts HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
  "POST /v1/receipts HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
  "POST /v1/receipts HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
  "POST /api/forgot HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\nConnection: close\r\n\r\n0\r\n\r\n",
  "POST /v1/receipts HTTP/1.1\r\nHost: x\r\nExpect: 200-maybe\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}",
  "OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
  "CONNECT example.com:443 HTTP/1.1\r\nHost: x\r\n\r\n",
  "GET /v1/me HTTP/1.1\r\nHost: x\r\nUpgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: x\r\n\r\n",
  `GET /v1/me HTTP/1.1\r\nHost: x\r\nX-A: ${"a".repeat(20_000)}\r\n\r\n`,
  `GET /${"a".repeat(9_000)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
  "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
  "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003",
  "\r\n\r\n\r\n",
];
