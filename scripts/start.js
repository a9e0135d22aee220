// `npm start`: builds what is missing or stale, then becomes the server, or with ROLE=spool the spool. Plain JavaScript, so that it needs no build.
import { pathToFileURL } from "node:url";
import { BUNDLE, buildIfStale, ROOT, SPOOL_BUNDLE } from "./build.js";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`tickline: Node ${process.versions.node} is too old: 20.19 or newer is needed\n`);
  process.exit(1);
}
process.chdir(ROOT);
process.env.NODE_ENV = "production";
await buildIfStale();
performance.mark("tickline.built");
process.setSourceMapsEnabled(true);
await import(pathToFileURL(process.env.ROLE === "spool" ? SPOOL_BUNDLE : BUNDLE).href);
