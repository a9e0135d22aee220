// `npm run build`: generates the Prisma client and the rows, builds the pages and bundles the server, then marks what it was built
// from, last, so that an interrupted build counts as none.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { buildWidget } from "./build-widget.js";

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const MARK = join(ROOT, ".next", "built-from");
export const BUNDLE = join(ROOT, "dist", "main.js");
/** The program of `ROLE=spool` loads nothing of the others. */
export const SPOOL_BUNDLE = join(ROOT, "dist", "spool.js");
/** Everything that a build reads. */
const SOURCES = [
  "app",
  "server",
  "widget",
  "prisma",
  "messages",
  "scripts/build.js",
  "scripts/build-widget.js",
  "scripts/generate-rows.js",
];
const CONFIGS = ["package.json", "package-lock.json", "tsconfig.json", "next.config.js", "postcss.config.js"];
const GENERATED = join("server", "store", "generated");

/** Argument: the Prisma client is generated already, and may be in use. */
export const IS_GENERATED = "--generated";

/**
 * Turbopack's cache, which saves a later build half of its work. Writing it costs a first build a third more, so the one of a
 * check in a fresh clone does not.
 */
const CACHE = join(ROOT, ".next", "cache", "turbopack");

/** Builds if the last build was made from other sources. The comparison takes milliseconds. */
export async function buildIfStale() {
  const sources = hashOfSources();
  const isFresh =
    [BUNDLE, SPOOL_BUNDLE].every(existsSync) &&
    existsSync(join(ROOT, GENERATED)) &&
    readMark() === markOf(sources);
  if (isFresh) return;
  refuseWithoutRights();
  await build(sources);
}

/** A service's user may not write to the program: whoever owns it builds. */
function refuseWithoutRights() {
  try {
    for (const place of [ROOT, dirname(MARK), dirname(BUNDLE)].filter(existsSync))
      accessSync(place, constants.W_OK);
  } catch (error) {
    const why = `this user cannot write to ${error.path}: run \`npm ci && npm run build\` as its owner`;
    process.stderr.write(`tickline: what is here is not built, or older than its sources, and ${why}\n`);
    process.exit(1);
  }
}

async function build(sources) {
  const from = performance.now();
  console.log("building: what is here is missing or older than its sources");
  rmSync(MARK, { force: true });
  if (existsSync(join(ROOT, "prisma", "schema.prisma")) && !process.argv.includes(IS_GENERATED)) {
    run("prisma generate", "prisma/build/index.js", ["generate", "--config", "prisma/prisma.config.ts"]);
  }
  const isKept = existsSync(CACHE) || !process.argv.includes(IS_GENERATED);
  const cache = { TICKLINE_BUILD_CACHE: isKept ? "on" : "off" };
  run("next build", "next/dist/bin/next", ["build"], { ...actionKey(sources), ...cache });
  await bundle("server/main.ts", BUNDLE);
  await bundle("server/spool/main.ts", SPOOL_BUNDLE);
  await buildWidget(join(ROOT, "dist"));
  mkdirSync(dirname(MARK), { recursive: true });
  writeFileSync(MARK, markOf(sources));
  console.log(`built in ${((performance.now() - from) / 1000).toFixed(1)} s`);
}

/** Another Node builds anew, with the same ids of actions. */
const markOf = (sources) => `${process.version} ${sources}`;

async function bundle(entry, outfile) {
  const esbuild = await import("esbuild");
  await esbuild.build({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    outfile,
    bundle: true,
    packages: "external",
    alias: { "server-only": "./server/lib/empty.ts" },
    platform: "node",
    target: "node20",
    format: "esm",
    sourcemap: true,
    logLevel: "warning",
  });
}

/**
 * The ids of the server actions follow from this key: several web processes have the same ones if their sources are the same,
 * wherever they were built. It keeps no secret: Next would encrypt what an action closes over, and none closes over anything.
 */
function actionKey(sources) {
  const key = createHash("sha256").update(`actions ${sources}`).digest("base64");
  return { NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: key };
}

/** Runs a package's program and prints its output only if it fails. */
function run(name, script, args, more = {}) {
  const env = { ...process.env, ...more, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" };
  const program = join(ROOT, "node_modules", script);
  const done = spawnSync(process.execPath, [program, ...args], { cwd: ROOT, env, encoding: "utf8" });
  if (done.status === 0) return;
  process.stderr.write(
    `${done.stdout}${done.stderr}\ntickline: "${name}" failed (${done.error?.message ?? `exit ${done.status ?? done.signal}`})\n`,
  );
  process.exit(1);
}

function hashOfSources() {
  const hash = createHash("sha256");
  for (const name of [...CONFIGS, ...SOURCES]) addPath(hash, name);
  return hash.digest("hex");
}

function addPath(hash, name) {
  const path = join(ROOT, name);
  if (name === GENERATED || name.includes(".test.") || !existsSync(path)) return;
  const entries = readEntries(path);
  if (!entries) hash.update(`${name}\0`).update(readFileSync(path)).update("\0");
  else for (const entry of entries.sort()) addPath(hash, join(name, entry));
}

function readEntries(path) {
  try {
    return readdirSync(path);
  } catch {
    return undefined; // a file
  }
}

function readMark() {
  return existsSync(MARK) ? readFileSync(MARK, "utf8") : "";
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build(hashOfSources());
