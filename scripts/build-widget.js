// The website widget: `widget.js`, one classic script without parts, which other sites load and which must stay small, and
// `widget-preview.js`, the same with sample conversations instead of a network, for the settings screen.
import { rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build, transform } from "esbuild";

const ENTRY = fileURLToPath(new URL("../widget/main.ts", import.meta.url));
const PREVIEW_ENTRY = fileURLToPath(new URL("../widget/preview/main.ts", import.meta.url));
export const WIDGET_GZIP_BYTES_MAX = 25_000;
/** Long names of properties that neither a browser, nor Preact, nor the server's JSON knows: the output has short ones. */
const OWN_NAMES =
  /^(?:loadMessages|loadConversations|announceTyping|sendTranscript|changeContact|startsRun|takesFocus|textsUrl|opensAtOnce|isRefused|isInvalid|isOnTop|onUnauthorised|onConnection|onRefused|announced|reconnect|subscribe)$/;

/**
 * Builds the widget and its preview into a folder. Fails if the widget is larger than its budget, also at gzip's usual level: what stands
 * between us and a site may compress it anew. Returns its file and its bytes as gzip.
 */
export async function buildWidget(folder) {
  const file = join(folder, "widget.js");
  await Promise.all([bundle(ENTRY, file), bundle(PREVIEW_ENTRY, join(folder, "widget-preview.js"))]);
  const { length } = gzipSync(await readFile(file));
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
    mangleProps: OWN_NAMES,
    format: "iife",
    target: "es2022",
    charset: "utf8",
    logLevel: "warning",
    plugins: [SMALL_STYLES],
  });

/** The style sheet is a text of the program, which the minifier of programs leaves as it is. */
const SMALL_STYLES = {
  name: "small styles",
  setup({ onLoad }) {
    onLoad({ filter: /\/widget\/ui\/styles\.ts$/ }, async ({ path }) => {
      const [, text] = /`([^`]*)`/.exec(await readFile(path, "utf8")) ?? [];
      if (!text) throw new Error(`${path} has no style sheet`);
      const { code } = await transform(text, { loader: "css", minify: true, charset: "utf8" });
      return { contents: `export const STYLES = ${JSON.stringify(code.trim())};`, loader: "ts" };
    });
  },
};

if (process.argv[1] === fileURLToPath(import.meta.url))
  await buildWidget(fileURLToPath(new URL("../dist", import.meta.url)));
