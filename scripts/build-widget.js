// The website widget: `widget.js`, one classic script without parts, which other sites load and which must stay small, and
// `widget-preview.js`, the same with sample conversations instead of a network, for the settings screen.
import { rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const ENTRY = fileURLToPath(new URL("../widget/main.ts", import.meta.url));
const PREVIEW_ENTRY = fileURLToPath(new URL("../widget/preview/main.ts", import.meta.url));
export const WIDGET_GZIP_BYTES_MAX = 25_000;

/** Builds the widget and its preview into a folder. Fails if the widget is larger than its budget. Returns its file and its bytes as gzip. */
export async function buildWidget(folder) {
  const file = join(folder, "widget.js");
  await Promise.all([bundle(ENTRY, file), bundle(PREVIEW_ENTRY, join(folder, "widget-preview.js"))]);
  const { length } = gzipSync(await readFile(file), { level: 9 });
  if (length > WIDGET_GZIP_BYTES_MAX) {
    rmSync(file);
    throw new Error(`widget.js has ${length} bytes as gzip: its budget is ${WIDGET_GZIP_BYTES_MAX}`);
  }
  return { file, gzipBytes: length };
}

/** `</script` does not occur in the output: esbuild escapes it in texts. */
const bundle = (entry, outfile) =>
  build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2022",
    charset: "utf8",
    logLevel: "warning",
  });

if (process.argv[1] === fileURLToPath(import.meta.url))
  await buildWidget(fileURLToPath(new URL("../dist", import.meta.url)));
