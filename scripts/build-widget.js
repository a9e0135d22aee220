// The website widget: `widget.js`, which a site loads as a classic script, and the parts that it loads later, named by their content.
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const FOLDER = resolve(dirname(), "../widget");
const SHARED = { bundle: true, minify: true, target: "es2022", logLevel: "warning", metafile: true, charset: "utf8" };

/** Builds the widget into a folder. Returns the names of its parts, the first one `widget.js`. */
export async function buildWidget(folder) {
  const emoji = await build({
    ...SHARED,
    entryPoints: { "widget-emoji": join(FOLDER, "ui/emoji.ts") },
    entryNames: "[name]-[hash]",
    outdir: folder,
    format: "esm",
  });
  const part = basename(Object.keys(emoji.metafile.outputs)[0]);
  await build({
    ...SHARED,
    entryPoints: [join(FOLDER, "main.tsx")],
    outfile: join(folder, "widget.js"),
    format: "iife",
    define: { EMOJI_PART: JSON.stringify(part) },
  });
  return ["widget.js", part];
}

function dirname() {
  return fileURLToPath(new URL(".", import.meta.url));
}
