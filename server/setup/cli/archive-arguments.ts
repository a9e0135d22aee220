import { parseArgs } from "node:util";
import type { Life } from "@/server/lib/process/lifecycle";
import { reasonOf, StartFailure } from "@/server/lib/process/start-failure";

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
