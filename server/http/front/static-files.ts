import { existsSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { extname, join, sep } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { type Encoding, encodingFor } from "@/server/lib/web/encodings";

type Serve = (req: IncomingMessage, res: ServerResponse) => Promise<void>;
type Bytes = Uint8Array<ArrayBufferLike>;

const PREFIX = "/_next/static/";
const TYPES: Record<string, string> = {
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
};
/** The greatest quality takes twelve times as long, for a twentieth less. */
const BROTLI_QUALITY = 9;

const COMPRESS: Record<Encoding, (bytes: Bytes) => Promise<Bytes>> = {
  br: (bytes) =>
    promisify(brotliCompress)(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      },
    }),
  gzip: (bytes) => promisify(gzip)(bytes, { level: 9 }),
};

/**
 * Serves the scripts and styles of a build, compressed once in the life of the process: Next would compress them for each
 * request, and knows no Brotli. `otherwise` serves the rest, and clients that accept no compression.
 * A build that replaces the folder meanwhile takes nothing away that was served before.
 */
export function serveStatic(folder: string, otherwise: Serve): Serve {
  const entries = existsSync(folder) ? readdirSync(folder, { recursive: true }) : []; // tests of processes need no build
  const names = entries.map((name) => String(name).replaceAll(sep, "/"));
  const files = new Set(names.filter((name) => extname(name) in TYPES));
  const kept = new Map<string, Promise<Bytes>>();
  const read = (name: string, encoding: Encoding): Promise<Bytes> => {
    const key = `${encoding} ${name}`;
    const bytes = kept.get(key) ?? readFile(join(folder, name)).then(COMPRESS[encoding]);
    kept.set(key, bytes);
    bytes.catch(() => kept.delete(key));
    return bytes;
  };
  return async (req, res) => {
    const [path = ""] = (req.url ?? "").split("?", 1);
    const name = path.startsWith(PREFIX) ? path.slice(PREFIX.length) : "";
    const encoding = encodingFor(req.headers["accept-encoding"]?.toString());
    const bytes = files.has(name) && encoding ? await read(name, encoding).catch(ifMissing) : null;
    if (!bytes) return otherwise(req, res);
    const headers = {
      // The name of each file has a hash of its content.
      "cache-control": "public, max-age=31536000, immutable",
      "content-type": TYPES[extname(name)],
      "content-encoding": encoding,
      "content-length": bytes.length,
      vary: "Accept-Encoding",
    };
    res.writeHead(200, headers).end(bytes);
  };
}

/** A new build has removed the file. */
function ifMissing(error: NodeJS.ErrnoException): null {
  if (error.code === "ENOENT") return null;
  throw error;
}
