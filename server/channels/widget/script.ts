import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { WidgetContext } from "./context";

/** Where the build puts the widget's program. */
const FOLDER = join(process.cwd(), "dist");
/** The entry keeps its name over releases; its parts are named by their content. */
const ENTRY = "widget.js";
const FRESH = { entry: "public, max-age=300", part: "public, max-age=31536000, immutable" };

type Script = { bytes: Uint8Array<ArrayBuffer>; etag: string };
const read = new Map<string, Promise<Script>>();

/** `GET /widget.js` and the parts that it loads: any site may, and browsers keep them. */
export async function answerScript(c: WidgetContext): Promise<Response> {
  const name = c.req.param("file") ?? "";
  const { bytes, etag } = await scriptNamed(name);
  const headers = {
    etag,
    "content-type": name.endsWith(".map") ? "application/json" : "text/javascript; charset=utf-8",
    "cache-control": name === ENTRY ? FRESH.entry : FRESH.part,
    "access-control-allow-origin": "*",
    "cross-origin-resource-policy": "cross-origin",
  };
  if (c.req.header("if-none-match")?.includes(etag)) return c.body(null, 304, headers);
  return c.body(bytes, 200, headers);
}

/** Files of a build do not change; one that is not there may be built later. */
function scriptNamed(name: string): Promise<Script> {
  const known = read.get(name);
  if (known) return known;
  const script = readScript(name);
  read.set(name, script);
  script.catch(() => read.delete(name));
  return script;
}

async function readScript(name: string): Promise<Script> {
  const bytes = await readFile(join(FOLDER, name)).catch((error: NodeJS.ErrnoException) => {
    throw error.code === "ENOENT" ? new Refusal("resource.not_found") : error;
  });
  const hash = createHash("sha256").update(bytes).digest("base64url").slice(0, 27);
  return { bytes: Uint8Array.from(bytes), etag: `"${hash}"` };
}
