import type { IncomingMessage, ServerResponse } from "node:http";
import { isSameText } from "@/server/lib/crypto/same-text";
import { log } from "@/server/lib/process/log";
import { ACTION_TICKET, RATE_LIMITED } from "@/server/lib/web/internal-headers";
import { ARRIVED_HEADER, REPLAY_HEADER } from "@/server/lib/web/replay-header";

export type ForwardingOptions = {
  /** The number of trusted proxies; 0 ignores all forwarded headers. */
  proxies: number;
  publicUrl: string | undefined;
  /** Has the spool in front of this process, if there is one. */
  spoolSecret?: string | undefined;
};

/** Headers that only a proxy may send; `x-middleware-subrequest` was Next's authorisation bypass (CVE-2025-29927). */
const UNTRUSTED = [
  "forwarded",
  "x-real-ip",
  "x-forwarded-server",
  "x-forwarded-port",
  "x-middleware-subrequest",
  "x-nonce",
  RATE_LIMITED,
  ACTION_TICKET,
];
const FORWARDING = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"];

/** Set on a request with forwarded headers that are not trusted: it came through a proxy that Tickline does not know. */
export const UNKNOWN_PROXY = "x-unknown-proxy";

/**
 * Corrects the forwarded headers: afterwards `x-forwarded-for` is always exactly the client's address, and
 * `x-forwarded-host` and `-proto` are set only from a trusted proxy or PUBLIC_URL (next-auth and Next's
 * check of a server action's origin trust them). PUBLIC_URL wins, so that a proxy may rewrite Host without being
 * trusted. A page that was opened at its own host, past that proxy, uses its Host.
 */
export function cleanRequest(
  req: IncomingMessage,
  { proxies, publicUrl, spoolSecret }: ForwardingOptions,
): void {
  const claim = req.headers[REPLAY_HEADER];
  const isReplay = spoolSecret !== undefined && claim !== undefined && isSameText(String(claim), spoolSecret);
  setRequestHeader(req, REPLAY_HEADER, isReplay ? "1" : undefined);
  if (!isReplay) setRequestHeader(req, ARRIVED_HEADER, undefined);
  const address = fromProxy(req, "x-forwarded-for", proxies) ?? req.socket.remoteAddress;
  const configured = publicUrl && (proxies > 0 || !isFromItsHost(req)) ? new URL(publicUrl) : undefined;
  const host = configured?.host ?? fromProxy(req, "x-forwarded-host", proxies);
  const proto = configured?.protocol.slice(0, -1) ?? fromProxy(req, "x-forwarded-proto", proxies);
  const isUnknownProxy = proxies === 0 && FORWARDING.some((name) => req.headers[name] !== undefined);
  if (isUnknownProxy) warnOnce();
  setRequestHeader(req, UNKNOWN_PROXY, isUnknownProxy ? "1" : undefined);
  for (const name of UNTRUSTED) setRequestHeader(req, name, undefined);
  setRequestHeader(req, "x-forwarded-for", address);
  setRequestHeader(req, "x-forwarded-host", host);
  setRequestHeader(req, "x-forwarded-proto", proto);
}

let isWarned = false;

function warnOnce(): void {
  if (isWarned) return;
  isWarned = true;
  log.warn(
    "requests come through a proxy that is not trusted: all clients have its address. Set TRUST_PROXY to the number of proxies",
  );
}

/** Whether a browser sent it from a page of the same host. A page cannot forge Origin. */
function isFromItsHost({ headers: { origin, host } }: IncomingMessage): boolean {
  return origin !== undefined && URL.canParse(origin) && new URL(origin).host === host?.toLowerCase();
}

/** Sets or removes a header for all later readers: Next reads `headers`, Hono's adapter `rawHeaders`. */
export function setRequestHeader(req: IncomingMessage, name: string, value: string | undefined): void {
  if (req.headers[name] === undefined) {
    if (value !== undefined) req.rawHeaders.push(name, value);
  } else replaceRaw(req, name, value);
  if (value === undefined) delete req.headers[name];
  else req.headers[name] = value;
}

function replaceRaw(req: IncomingMessage, name: string, value: string | undefined): void {
  const kept: string[] = [];
  for (let at = 0; at + 1 < req.rawHeaders.length; at += 2) {
    const [key = "", current = ""] = req.rawHeaders.slice(at, at + 2);
    if (key.toLowerCase() !== name) kept.push(key, current);
  }
  if (value !== undefined) kept.push(name, value);
  req.rawHeaders.splice(0, req.rawHeaders.length, ...kept);
}

/** The entry written by the outermost trusted proxy: each appends to the right, or sets the only one. */
function fromProxy(req: IncomingMessage, name: string, proxies: number): string | undefined {
  if (proxies === 0) return undefined;
  const entries = String(req.headers[name] ?? "")
    .split(",")
    .map((entry) => entry.trim())
    .filter(Boolean);
  return entries[Math.max(0, entries.length - proxies)];
}

/** Whether a request has the operator's `METRICS_TOKEN`. Compared in constant time. */
export function hasMetricsToken(authorization: string | undefined): boolean {
  const token = process.env["METRICS_TOKEN"];
  if (!token || !authorization) return false;
  return isSameText(`Bearer ${token}`, authorization);
}

/** A client has this long to send a request, in ms; for one that may carry a file, to send its next bytes. */
const REQUEST_MS = 30_000;

const UPLOAD_PATH = /^\/(api\/files|v1\/files|api\/v1\/direct_uploads\/[^/?]+)\/?(\?|$)/;

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
