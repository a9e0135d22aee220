import type { IncomingMessage, ServerResponse } from "node:http";
import { acceptsEncoding } from "@/server/lib/web/encodings";
import { deflated, GZIP_HEADER } from "./deflated";

/** The output of one stream. */
export type Sink = {
  readonly isClosed: boolean;
  /** Bytes that wait because the client does not read them. */
  readonly pendingBytes: number;
  /** Does nothing once closed. */
  write(bytes: Buffer): void;
  /** Waits until all written bytes are sent; false when that takes too long or the client has left. */
  drained(): Promise<boolean>;
  /** Sends the last bytes, if any, and ends. Without tRPC's `return` message, so that a browser reconnects by itself. */
  end(last?: Buffer): void;
  /** Destroys the connection immediately. */
  drop(): void;
};

/** A reader that takes no bytes for this long is dropped, in ms; it resumes by its cursor. */
const STALLED_MS = 10_000;

/**
 * A sink over a raw HTTP response, with gzip where the client accepts it. When it ends, gzip's check value is absent: each reader
 * would have its own, and no browser needs it.
 */
export function openSink(
  req: IncomingMessage,
  res: ServerResponse,
  headers: Readonly<Record<string, string>>,
): Sink {
  const isGzip = acceptsEncoding(req.headers["accept-encoding"]?.toString(), "gzip");
  res.writeHead(200, { ...headers, ...(isGzip && { "content-encoding": "gzip" }) });
  /** Headers and first bytes were written; when `res` has nothing left to send, bytes go to the socket directly. */
  let hasBegun = false;
  const encode = (bytes: Buffer): Buffer => {
    if (!isGzip) return bytes;
    return hasBegun ? deflated(bytes) : Buffer.concat([GZIP_HEADER, deflated(bytes)]);
  };
  req.socket.setKeepAlive(true, 30_000);
  return {
    get isClosed() {
      return res.writableEnded || res.destroyed;
    },
    get pendingBytes() {
      return res.writableLength;
    },
    write(bytes) {
      if (res.writableEnded || res.destroyed) return;
      const { socket } = res;
      const isOurs = hasBegun && socket !== null && res.writableLength === socket.writableLength;
      if (isOurs && res.chunkedEncoding) socket.write(chunkOf(encode(bytes)));
      else res.write(encode(bytes));
      hasBegun = true;
    },
    drained: () => waitForDrain(res),
    end(last) {
      if (!res.writableEnded) res.end(last && encode(last));
    },
    drop() {
      res.destroy();
    },
  };
}

const chunks = new WeakMap<Buffer, Buffer>();

/**
 * The bytes in HTTP's chunked encoding, created once for all readers: node's own `write` builds them
 * again for each reader, from four pieces.
 */
function chunkOf(bytes: Buffer): Buffer {
  const known = chunks.get(bytes);
  if (known) return known;
  const chunk = Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, CRLF]);
  chunks.set(bytes, chunk);
  return chunk;
}

const CRLF = Buffer.from("\r\n");

function waitForDrain(res: ServerResponse): Promise<boolean> {
  const target = res.socket ?? res;
  if (res.destroyed) return Promise.resolve(false);
  if (!target.writableNeedDrain) return Promise.resolve(true);
  return new Promise((resolve) => {
    const settle = (isDrained: boolean) => {
      clearTimeout(timer);
      target.off("drain", onDrain);
      res.off("close", onClose);
      resolve(isDrained);
    };
    const onDrain = () => settle(true);
    const onClose = () => settle(false);
    const timer = setTimeout(onClose, STALLED_MS);
    target.on("drain", onDrain);
    res.on("close", onClose);
  });
}
