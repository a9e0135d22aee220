/**
 * `npm run doctor`: checks the configuration and what it leads to, a line per check; `--json` for programs. Changes nothing.
 * Exits with 1 if a check found an error.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { provideSecret } from "@/server/lib/crypto/stored-secret";
import { readEnv } from "@/server/lib/env/env";
import { openFileStore } from "@/server/lib/files/open-file-store";
import { type Life, live } from "@/server/lib/process/lifecycle";
import { reasonOf, StartFailure } from "@/server/lib/process/start-failure";
import { type Check, checkEnvironment, error, ok, warning } from "@/server/setup/doctor/check-environment";
import { checkInstallation } from "@/server/setup/doctor/check-installation";
import { openDatabase } from "@/server/store/_postgres/db";
import { readSchemaState } from "@/server/store/_postgres/migrate";
import { openCliDatabase } from "./cli-database";

live(async (life) => {
  const flags = process.argv.slice(2);
  if (flags.some((flag) => flag !== "--json")) throw new StartFailure("usage: npm run doctor -- [--json]");
  const checks = await diagnose(life);
  process.stdout.write(flags.length > 0 ? `${JSON.stringify({ checks }, null, 2)}\n` : linesOf(checks));
  void life.end(checks.some(({ status }) => status === "error") ? 1 : 0);
});

async function diagnose(life: Life): Promise<Check[]> {
  const env = attempt(readEnv);
  if ("fault" in env) return [{ check: "configuration", ...error(env.fault) }];
  const files = openFileStore(env);
  const checks = await checkEnvironment(env, { files, given: Object.keys(process.env) });
  const url = await openCliDatabase(life, env, { migrates: false, isExisting: true }).catch(faultOf);
  if (typeof url !== "string") return [...checks, { check: "database", ...error(url.fault) }];
  const { missing, fault } = await readSchemaState(url);
  if (fault !== null) return [...checks, { check: "database", ...error(fault) }];
  if (missing.length > 0) return [...checks, { check: "database", ...warning(lacking(missing)) }];
  const database = await life.step("connection", {
    start: () => openDatabase({ url, max: 4 }),
    stop: (opened) => opened.close(),
  });
  if (env.AUTH_SECRET || existsSync(join(env.DATA_DIR, "auth-secret"))) provideSecret(env); // makes none
  const found = await checkInstallation({ env, database, files });
  return [...checks, { check: "database", ...ok("it answers, with the tables of this release") }, ...found];
}

const lacking = ([first, ...more]: readonly string[]): string =>
  more.length === 0
    ? `the migration ${first} of this release has not run: start it`
    : `${more.length + 1} migrations of this release have not run, the first is ${first}: start it`;

function faultOf(thrown: unknown): { fault: string } {
  return { fault: reasonOf(thrown) };
}

function attempt<T extends object>(work: () => T): T | { fault: string } {
  try {
    return work();
  } catch (thrown) {
    return faultOf(thrown);
  }
}

function linesOf(checks: readonly Check[]): string {
  const width = Math.max(...checks.map(({ check }) => check.length));
  return checks
    .map(({ check, status, text }) => `${status.padEnd(7)}  ${check.padEnd(width)}  ${text}\n`)
    .join("");
}
