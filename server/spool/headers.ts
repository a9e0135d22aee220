import type { IncomingMessage } from "node:http";
import { ARRIVED_HEADER, REPLAY_HEADER } from "@/server/lib/web/replay-header";

/** They are about one connection (RFC 9110, 7.6.1), and end here. */
const HOP_BY_HOP = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

type Message = Pick<IncomingMessage, "rawHeaders" | "headers">;

/** Names and values in turn, without those of the connection. */
function endToEnd({ rawHeaders, headers }: Message, without: ReadonlySet<string> = new Set()): string[] {
  const named = String(headers.connection ?? "")
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "host"); // without it the core refuses every request
  const dropped = new Set([...HOP_BY_HOP, ...named]);
  const kept: string[] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const [name = "", value = ""] = rawHeaders.slice(at, at + 2);
    const lower = name.toLowerCase();
    if (!dropped.has(lower) && !without.has(lower)) kept.push(name, value);
  }
  return kept;
}

/** A kept request has none of them: they are set anew for each try. */
export const NEVER_KEPT: ReadonlySet<string> = new Set([
  ...HOP_BY_HOP,
  "content-length",
  "expect",
  REPLAY_HEADER,
  ARRIVED_HEADER,
]);

/** Of an answer. */
export const answerHeaders = (answer: Message): string[] => endToEnd(answer);

/** Set anew: this process adds itself to the first three, has answered `Expect`, and marks what it replays. */
const REPLACED = new Set([
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "expect",
  "content-length",
  REPLAY_HEADER,
  ARRIVED_HEADER,
]);

/**
 * Of a request for the core, which counts this process in TRUST_PROXY: each proxy appends to the right. Without those that say how
 * long the body is.
 */
export function requestHeaders(req: Message & { socket: { remoteAddress?: string | undefined } }): string[] {
  const { host = "" } = req.headers;
  return [
    ...endToEnd(req, REPLACED),
    ...appended(req, "x-forwarded-for", req.socket.remoteAddress ?? ""),
    ...appended(req, "x-forwarded-host", host),
    ...appended(req, "x-forwarded-proto", "http"),
  ];
}

function appended({ headers }: Message, name: string, value: string): string[] {
  const before = headers[name];
  const text = [before ?? []].flat().concat(value).filter(Boolean).join(", ");
  return text === "" ? [] : [name, text];
}

/** How the body of a handed on request is delimited. Node has refused what is ambiguous. */
export function bodyHeaders({ headers }: Message): string[] {
  if (headers["transfer-encoding"] !== undefined) return ["transfer-encoding", "chunked"];
  const length = headers["content-length"];
  return length === undefined ? [] : ["content-length", length];
}

export const hasBody = ({ headers }: Message): boolean =>
  headers["transfer-encoding"] !== undefined || Number(headers["content-length"]) > 0;

/** Whether a request has this header. */
export function hasHeader(headers: readonly string[], name: string): boolean {
  return headers.some((text, at) => at % 2 === 0 && text.toLowerCase() === name);
}

/**
 * Whether a request could be understood in another way behind this process: it names several hosts, or its body has a coding that
 * is of one connection and that this process does not undo. Node has refused what has two lengths.
 */
export function isAmbiguous({ rawHeaders, headers }: Message): boolean {
  const hosts = rawHeaders.filter((text, at) => at % 2 === 0 && text.toLowerCase() === "host");
  const coding = headers["transfer-encoding"];
  return hosts.length > 1 || (coding !== undefined && coding.trim().toLowerCase() !== "chunked");
}
