import type { ClientRequest, IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { pipeline, type Readable } from "node:stream";
import { type RefusalCode, refusalOfUpgrade, refuse } from "./answers";
import type { CoreState } from "./core-state";
import { answerHeaders, bodyHeaders, hasBody, requestHeaders } from "./headers";
import { type Upstream, wasIdle } from "./upstream";

type Passing = {
  upstream: Upstream;
  core: Pick<CoreState, "isAway">;
  onRefused(code: RefusalCode): void;
};

/**
 * Hands a request on as it is, and its answer back as it comes, streams included. `body`: what of it has been read, and the rest.
 * Without the core it is refused.
 */
export function passOn(
  req: IncomingMessage,
  res: ServerResponse,
  { upstream, core, onRefused, body = req }: Passing & { body?: Readable },
): void {
  const withBody = hasBody(req);
  const headers = [...requestHeaders(req), ...bodyHeaders(req)];
  const isRead = req.method === "GET" || req.method === "HEAD";
  const refuseIt = (code: RefusalCode) => {
    if (res.headersSent || res.destroyed) return;
    onRefused(code);
    res.setHeader("connection", "close"); // the rest of the body is not read
    refuse(res, code);
  };
  const begin = (mayRepeat: boolean) => {
    const opened = upstream.open({ method: req.method ?? "GET", path: req.url ?? "/", headers });
    let isLate = false;
    const stopWaiting = afterSent(opened, upstream.waitMs(core.isAway()), () => {
      isLate = true;
      opened.destroy(new Error("there was no answer in time"));
    });
    opened.on("response", (answer) => {
      stopWaiting();
      passBack(answer, res);
    });
    opened.on("error", (error) => {
      stopWaiting();
      if (mayRepeat && !res.headersSent && !res.destroyed && wasIdle(opened, error)) return begin(false);
      // What has begun of an answer ends as it does at the core: `passBack` sees to that.
      refuseIt(isLate && !isRead ? "spool.no_answer" : "spool.upstream_away");
    });
    res.once("close", () => {
      stopWaiting();
      opened.destroy();
    });
    if (withBody)
      pipeline(body, opened, () => undefined); // both ends have their own listeners
    else opened.end();
  };
  begin(!withBody && isRead);
}

/** Calls back so long after a request has been sent as a whole; the function that it returns prevents that. */
function afterSent(opened: ClientRequest, withinMs: number, isLate: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  opened.once("finish", () => {
    if (!isOver) timer = setTimeout(isLate, withinMs);
  });
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}

/** Sends the client an answer of the core. One that breaks off breaks off for the client too. */
export function passBack(answer: IncomingMessage, res: ServerResponse): void {
  if (res.headersSent || res.destroyed) return void answer.destroy();
  res.writeHead(answer.statusCode ?? 502, answer.statusMessage, answerHeaders(answer));
  res.flushHeaders(); // of a stream, before its first event
  pipeline(answer, res, (error) => {
    if (error) res.destroy();
  });
}

/** Hands a connection on that wants to become a WebSocket, with all that is sent over it. */
export function passUpgrade(
  req: IncomingMessage,
  socket: Socket,
  { upstream, core, onRefused, head }: Passing & { head: Buffer },
): void {
  const opened = upstream.open({
    method: req.method ?? "GET",
    path: req.url ?? "/",
    headers: [
      ...requestHeaders(req),
      "connection",
      "upgrade",
      "upgrade",
      String(req.headers.upgrade ?? "websocket"),
    ],
    isUpgrade: true,
  });
  let isAnswered = false;
  const stopWaiting = afterSent(opened, upstream.waitMs(core.isAway()), () =>
    opened.destroy(new Error("there was no answer in time")),
  );
  socket.once("close", () => {
    stopWaiting();
    opened.destroy();
  });
  opened.on("upgrade", (answer, behind: Socket, first) => {
    isAnswered = true;
    stopWaiting();
    socket.write(headOf(answer, ["connection", "upgrade", "upgrade", String(answer.headers.upgrade ?? "")]));
    if (first.length > 0) socket.write(first);
    if (head.length > 0) behind.write(head);
    join(socket, behind);
  });
  opened.on("response", (answer) => {
    isAnswered = true;
    stopWaiting();
    socket.write(headOf(answer, ["connection", "close"]));
    pipeline(answer, socket, () => socket.destroy());
  });
  opened.on("error", () => {
    stopWaiting();
    if (isAnswered) return void socket.destroy();
    onRefused("spool.upstream_away");
    socket.end(refusalOfUpgrade("spool.upstream_away"));
  });
  opened.end();
}

function join(socket: Socket, behind: Socket): void {
  for (const [one, other] of [
    [socket, behind],
    [behind, socket],
  ] as const) {
    one.setTimeout(0);
    one.setNoDelay(true);
    one.on("error", () => other.destroy());
    one.once("close", () => other.destroy());
    one.pipe(other);
  }
}

function headOf(answer: IncomingMessage, more: readonly string[]): string {
  const headers = [...answerHeaders(answer), ...more];
  const lines = [`HTTP/1.1 ${answer.statusCode} ${answer.statusMessage ?? ""}`];
  for (let at = 0; at + 1 < headers.length; at += 2) lines.push(`${headers[at]}: ${headers[at + 1]}`);
  return `${lines.join("\r\n")}\r\n\r\n`;
}
