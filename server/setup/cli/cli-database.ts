import { parseArgs } from "node:util";
import { isRefusal } from "@/server/contract/_shared/refusal";
import { SENTENCES } from "@/server/contract/_shared/refusal-sentences";
import { findRunningPostgres } from "@/server/lib/postgres/embedded";
import { lockDataDir } from "@/server/lib/postgres/lock";
import { hasCluster, makeDataDir } from "@/server/lib/postgres/place";
import { type DatabaseEnv, providePostgres } from "@/server/lib/postgres/provide";
import type { Life } from "@/server/lib/process/lifecycle";
import { reasonOf, StartFailure } from "@/server/lib/process/start-failure";
import { prepareSchema } from "@/server/store/_postgres/migrate";

export type CliDatabaseOptions = {
  /** Whether the migrations run when the program starts the database, or uses an external one. */
  migrates?: boolean;
  /** Refuses a built-in database on which Tickline runs. */
  isExclusive?: boolean;
  /** Refuses a data folder without a database, instead of making one there. */
  isExisting?: boolean;
};

/**
 * The database for a command-line program, as its owner: DATABASE_URL, else the built-in one of DATA_DIR. It starts the
 * built-in one for the time of the program, unless Tickline is running on it.
 */
export async function openCliDatabase(
  life: Life,
  env: DatabaseEnv,
  { migrates = true, isExclusive = false, isExisting = false }: CliDatabaseOptions = {},
): Promise<string> {
  if (!env.DATABASE_URL) {
    if (isExisting && !hasCluster(env.DATA_DIR))
      throw new StartFailure(
        `there is no database in ${env.DATA_DIR} (DATA_DIR), and DATABASE_URL is not set: run this with the environment of Tickline`,
      );
    makeDataDir(env.DATA_DIR);
    const running = isExclusive ? null : await findRunningPostgres(env.DATA_DIR);
    if (running) return running;
    await life.step("lock", { start: () => lockDataDir(env.DATA_DIR), stop: (lock) => lock.release() });
  }
  const postgres = await life.step("database", {
    start: () => providePostgres(env),
    stop: (provided) => provided.stop(),
  });
  if (migrates) await life.step("migrations", { start: () => prepareSchema(postgres) });
  return postgres.ownerUrl;
}

/**
 * The one file that a program is given, and its flags.
 * @throws StartFailure with the usage.
 */
export function readArchiveArguments(
  usage: string,
  flags: readonly string[] = [],
): { file: string; flags: ReadonlySet<string> } {
  try {
    const options = Object.fromEntries(flags.map((flag) => [flag, { type: "boolean" as const }]));
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    const [file] = positionals;
    if (!file || positionals.length !== 1) throw new Error("name one file");
    return { file, flags: new Set(Object.keys(values)) };
  } catch (error) {
    throw new StartFailure(`${usage} (${reasonOf(error)})`);
  }
}

/**
 * For a program without arguments: one that it ignored would do something else than the operator wants.
 * @throws StartFailure with the usage.
 */
export function refuseArguments(script: string, instead = ""): void {
  if (process.argv.length > 2)
    throw new StartFailure(`usage: npm run ${script} (it takes no arguments${instead})`);
}

/** A refused command as the operator's sentence; anything else as it is. */
export function explainRefusal(error: unknown, consequence: string): never {
  if (isRefusal(error)) throw new StartFailure(`${consequence}: ${SENTENCES[error.refusal]}`);
  throw error;
}

/** Aborts when the operator ends the program, so that it leaves nothing unfinished; it then exits with 1. */
export function abortOnSignals(life: Life): AbortSignal {
  const abort = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.prependOnceListener(signal, () => {
      abort.abort(new StartFailure("ended before it was complete"));
      void life.end(1); // before the listener of `live`, which would end it with 0
    });
  return abort.signal;
}

export const printProgress = (line: string): void => {
  process.stderr.write(`${line}\n`);
};
