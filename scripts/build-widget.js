// The website widget: `widget.js`, one classic script without parts, which other sites load. It must stay small.
import { rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const ENTRY = fileURLToPath(new URL("../widget/main.ts", import.meta.url));
export const WIDGET_GZIP_BYTES_MAX = 25_000;

/** Builds the widget into a folder. Fails if it is larger than its budget. Returns the file and its bytes as gzip. */
export async function buildWidget(folder) {
  const file = join(folder, "widget.js");
  await build({
    entryPoints: [ENTRY],
    outfile: file,
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2022",
    charset: "utf8",
    logLevel: "warning",
  });
  const { length } = gzipSync(await readFile(file), { level: 9 });
  if (length > WIDGET_GZIP_BYTES_MAX) {
    rmSync(file);
    throw new Error(`widget.js has ${length} bytes as gzip: its budget is ${WIDGET_GZIP_BYTES_MAX}`);
  }
  return { file, gzipBytes: length };
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await buildWidget(fileURLToPath(new URL("../dist", import.meta.url)));
