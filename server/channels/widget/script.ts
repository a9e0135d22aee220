import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { encodingFor } from "@/server/lib/web/encodings";
import { builtOnce } from "./built-file";
import type { WidgetContext } from "./context";

/** Its address stays the same over releases. */
const CACHING = "public, max-age=300, stale-while-revalidate=86400";

type Bytes = Uint8Array<ArrayBuffer>;
type Script = { plain: Bytes; br: Bytes; gzip: Bytes; etag: string };
/** `GET /widget.js`: any site may load it, and browsers keep it. */
export async function answerScript(c: WidgetContext): Promise<Response> {
  const bytes = await readScript();
  const encoding = encodingFor(c.req.header("accept-encoding"));
  const headers = {
    etag: bytes.etag,
    vary: "Accept-Encoding",
    "content-type": "text/javascript; charset=utf-8",
    "cache-control": CACHING,
    "access-control-allow-origin": "*",
    "cross-origin-resource-policy": "cross-origin",
  };
  if (c.req.header("if-none-match")?.includes(bytes.etag)) return c.body(null, 304, headers);
  if (!encoding) return c.body(bytes.plain, 200, headers);
  return c.body(bytes[encoding], 200, { ...headers, "content-encoding": encoding });
}

const readScript = builtOnce("widget.js", async (plain): Promise<Script> => {
  const hash = createHash("sha256").update(plain).digest("base64url").slice(0, 27);
  const [br, gzipped] = await Promise.all([
    promisify(brotliCompress)(plain, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: plain.length } }),
    promisify(gzip)(plain, { level: 9 }),
  ]);
  return {
    plain: Uint8Array.from(plain),
    br: Uint8Array.from(br),
    gzip: Uint8Array.from(gzipped),
    etag: `W/"${hash}"`,
  };
});
