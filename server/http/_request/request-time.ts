import type { IncomingMessage, ServerResponse } from "node:http";

/** A client has this long to send a request, in ms; for one that may carry a file, to send its next bytes. */
const REQUEST_MS = 30_000;

const UPLOAD_PATH = /^\/(api\/files|v1\/files)\/?(\?|$)/;

const mayCarryFile = ({ url = "", headers }: IncomingMessage): boolean =>
  UPLOAD_PATH.test(url) || /^multipart\/form-data/i.test(headers["content-type"] ?? "");

/**
 * Ends a request that is sent too slowly with 408. Node has one limit for all requests, and a large file takes longer than any
 * request should.
 */
export function limitRequestTime(req: IncomingMessage, res: ServerResponse, ms = REQUEST_MS): void {
  const hasBody = Number(req.headers["content-length"]) > 0 || "transfer-encoding" in req.headers;
  if (!hasBody) return;
  const timer = setTimeout(() => {
    if (!res.headersSent) res.writeHead(408, { connection: "close", "content-length": 0 }).end();
    else req.destroy();
  }, ms);
  timer.unref();
  const stop = () => clearTimeout(timer);
  req.once("end", stop).once("close", stop);
  if (mayCarryFile(req)) refreshWithBytes(req, timer);
}

/** Without a listener for the bytes: it would make them flow before anybody reads them. */
function refreshWithBytes(req: IncomingMessage, timer: NodeJS.Timeout): void {
  const push = req.push.bind(req);
  req.push = (chunk, encoding) => {
    timer.refresh();
    return push(chunk, encoding);
  };
}
