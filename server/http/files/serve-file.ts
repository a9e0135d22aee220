import type { IncomingMessage, ServerResponse } from "node:http";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import parseRange from "range-parser";
import { type Services, servicesFor } from "@/server/commands/_run/services";
import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal, retryAfterOf } from "@/server/contract/_shared/refusal";
import { isInline } from "@/server/contract/file/file";
import { checkSignature } from "@/server/files/file-url";
import { describeError } from "@/server/http/_refusals/problem";
import { recordRequest, requestIdOf } from "@/server/http/_request/observe";
import { FileMissing, FileStoreAway } from "@/server/lib/files/file-store";
import { log } from "@/server/lib/process/log";
import { codeOf } from "@/server/lib/process/start-failure";
import { readSessionCaller } from "@/server/queries/credentials/session-caller";
import { findFileFor, findSignedFile, type ServedFile } from "@/server/queries/messages/files";

/** The signature is in the query, or in the path for programs that need an address ending in the file's name. */
const PATH = /^\/files\/(\d{1,15})\/(?:(\d{13})-([\w-]{43})\/)?[^/?#]+(?:\?(.*))?$/;
const ROUTE = "/files/:id/:name";

/**
 * No file runs anything, wherever it is opened: neither scripts nor plugins, and as a page of its own it has no origin. A PDF
 * is shown by the browser's own viewer, which a sandbox would keep from starting.
 */
const SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
const PDF = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'";

/** As of a bucket: what is open takes room in memory. A reader that pauses longer reads the rest by a range. */
const SILENCE_MS = 120_000;

/** Serves `/files/{id}/{name}`: to who has a signed address, and to signed-in members who may see the file. */
export type FileServer = {
  matches(url: string): boolean;
  serve(req: IncomingMessage, res: ServerResponse): Promise<void>;
};

/** `silenceMs`: a client that takes no byte for longer is cut off. */
export const createFileServer = (services: () => Services, { silenceMs = SILENCE_MS } = {}): FileServer => ({
  matches: (url) => url.startsWith("/files/"),
  async serve(req, res) {
    const began = performance.now();
    const requestId = requestIdOf(req.headers["x-request-id"]?.toString());
    res.setHeader("x-request-id", requestId);
    res.setHeader("content-security-policy", SANDBOX);
    let caller: Caller | undefined;
    try {
      const found = await findRequested(services(), req);
      caller = found.caller;
      res.setTimeout(silenceMs, () => res.destroy());
      await send(services(), { req, res, ...found });
    } catch (error) {
      if (res.headersSent) res.destroy();
      else refuse(res, error, requestId);
    }
    const { method = "" } = req;
    const address = req.headers["x-forwarded-for"]?.toString();
    recordRequest({ requestId, method, route: ROUTE, status: res.statusCode, address, began, caller });
  },
});

type Requested = {
  file: ServedFile;
  isPreview: boolean;
  isDownload: boolean;
  isSigned: boolean;
  caller?: Caller;
};

async function findRequested(
  services: Services,
  { method, url = "", headers }: IncomingMessage,
): Promise<Requested> {
  const [path, id, expires, signedInPath, query] = PATH.exec(url) ?? [];
  if (path === undefined || (method !== "GET" && method !== "HEAD")) throw new Refusal("resource.not_found");
  const given = new URLSearchParams(query);
  const shown = { isPreview: given.has("preview"), isDownload: given.has("download") };
  const signature = signedInPath ?? given.get("signature");
  if (signature !== null) {
    const signed = {
      id: Number(id),
      isPreview: shown.isPreview,
      expires: expires ?? given.get("expires") ?? "",
      signature,
    };
    const verdict = checkSignature(signed, services.now());
    if (verdict !== "valid")
      throw new Refusal(verdict === "expired" ? "file.link_expired" : "file.not_found");
    return { ...shown, isSigned: true, file: await findSignedFile(services, signed) };
  }
  const caller = await readSessionCaller(services.database, headers);
  if (!caller) throw new Refusal("auth.required");
  const file = await findFileFor(servicesFor(services, caller), caller, { id: Number(id), ...shown });
  return { ...shown, isSigned: false, file, caller };
}

type Sending = Requested & { req: IncomingMessage; res: ServerResponse };

async function send({ files }: Services, { req, res, file, isSigned, isDownload }: Sending): Promise<void> {
  // A HEAD is there to learn whether there are bytes, which the row of a file does not know.
  const known = req.method === "HEAD" ? null : file.bytes;
  const size = known ?? (await files.size(file.key));
  if (size === null) throw new FileMissing(file.key);
  const etag = `"${file.key}"`;
  res.setHeader("content-type", file.contentType);
  res.setHeader("content-disposition", dispositionOf(file, isDownload));
  res.setHeader("content-security-policy", file.contentType === "application/pdf" ? PDF : SANDBOX);
  if (isSigned) res.setHeader("cross-origin-resource-policy", "cross-origin"); // who has the address may show it anywhere
  res.setHeader("cache-control", "private, max-age=3600");
  res.setHeader("accept-ranges", "bytes");
  res.setHeader("etag", etag);
  if (req.headers["if-none-match"] === etag) return end(res, 304);
  const range = rangeOf(req, { size, etag });
  if (range === "unsatisfiable") {
    res.setHeader("content-range", `bytes */${size}`);
    return end(res, 416);
  }
  if (range) res.setHeader("content-range", `bytes ${range.start}-${range.end}/${size}`);
  res.setHeader("content-length", range ? range.end - range.start + 1 : size);
  res.statusCode = range ? 206 : 200;
  if (req.method === "HEAD" || size === 0) return end(res, res.statusCode);
  await pass(await files.read(file.key, range ?? undefined), res);
}

function end(res: ServerResponse, status: number): void {
  res.statusCode = status;
  res.end();
}

/** A client that hangs up is no fault. */
async function pass(bytes: Readable, res: ServerResponse): Promise<void> {
  try {
    await pipeline(bytes, res);
  } catch (error) {
    if (codeOf(error) !== "ERR_STREAM_PREMATURE_CLOSE") throw error;
  }
}

/** One range of bytes, both ends inclusive; null: all of them, also for several ranges. */
function rangeOf(
  { headers }: IncomingMessage,
  { size, etag }: { size: number; etag: string },
): { start: number; end: number } | "unsatisfiable" | null {
  const { range, "if-range": ifRange } = headers;
  if (!range || (ifRange !== undefined && ifRange !== etag)) return null;
  const ranges = parseRange(size, range);
  if (ranges === -1) return "unsatisfiable";
  return ranges === -2 || ranges.type !== "bytes" || ranges.length !== 1 ? null : (ranges[0] ?? null);
}

/** RFC 6266: an ASCII name for old clients, and the whole one. */
function dispositionOf({ name, contentType }: ServedFile, isDownload: boolean): string {
  const kind = !isDownload && isInline(contentType) ? "inline" : "attachment";
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, "_");
  const whole = encodeURIComponent(name).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename="${plain}"; filename*=UTF-8''${whole}`;
}

function refuse(res: ServerResponse, error: unknown, requestId: string): void {
  const refused = refusalOf(error, requestId);
  const { status, json } = describeError(refused, requestId);
  const retryAfter = retryAfterOf(refused, status);
  const text = JSON.stringify(json);
  for (const name of ["content-disposition", "etag", "accept-ranges", "content-range"])
    res.removeHeader(name);
  res.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
    "cache-control": "no-store",
    ...(retryAfter !== null && { "retry-after": retryAfter }),
  });
  res.end(text);
}

/** What the file store threw, as a refusal; any other error as it is. */
function refusalOf(error: unknown, requestId: string): unknown {
  if (error instanceof FileMissing) {
    log.error({ reason: error.message, requestId }, "the bytes of a file are gone");
    return new Refusal("file.not_found");
  }
  if (!(error instanceof FileStoreAway)) return error;
  log.error({ reason: error.message, requestId }, "the file store does not give the bytes of a file");
  return new Refusal("server.busy");
}
