import { log } from "./log";
import { reasonOf } from "./start-failure";
import { startFaultOf } from "./start-fault";

/** Everything must have ended by then: a supervisor would kill the process anyway. */
const STOP_WITHIN_MS = 9_500;
const PARENT_CHECK_MS = 500;

type Step<T> = {
  start(): T | Promise<T>;
  /** Undoes the step at the end. */
  stop?(started: T): void | Promise<void>;
  /** Time that `stop` takes by intention; it is added to the time within which everything must have ended. */
  stopsLaterMs?: number;
};

/** The life of a process: steps start in order, and stop in the opposite order. */
export type Life = {
  /** Runs a step, and records its time and how to stop it. Throws if the process is to end meanwhile. */
  step<T>(name: string, step: Step<T>): Promise<T>;
  /** `database 512 ms, migrations 80 ms …` */
  times(): string;
  /** Since the process began, or since the end of the build before it (`scripts/start.js` sets that). */
  ageMs(): number;
  /** Stops every step and ends the process with this code. */
  end(code: number): Promise<void>;
};

class Ended extends Error {}

/** Runs a program of steps until a failure ends it, or what `endBy` listens to: signals and the death of npm. */
export function live(
  program: (life: Life) => Promise<void>,
  endBy: (end: (code: number) => void) => void = endOnSignals,
): void {
  const undo: { name: string; stop: () => void | Promise<void> }[] = [];
  let stopWithinMs = STOP_WITHIN_MS;
  const times: string[] = [];
  let ending: Promise<void> | undefined;
  let isSignalled = false; // else it is a command that is done, whose output has no line of the log

  const step = async <T>(name: string, { start, stop, stopsLaterMs = 0 }: Step<T>): Promise<T> => {
    if (ending !== undefined) throw new Ended();
    const from = performance.now();
    const started = await start();
    times.push(`${name} ${Math.round(performance.now() - from)} ms`);
    if (stop) undo.push({ name, stop: () => stop(started) });
    stopWithinMs += stopsLaterMs;
    if (ending !== undefined) throw new Ended();
    return started;
  };
  const end = (code: number) => {
    ending ??= stopAll(code);
    return ending;
  };
  const stopAll = async (code: number) => {
    setTimeout(() => process.exit(code || 1), stopWithinMs).unref();
    await starting.catch(() => undefined); // a running step must end, or what it began would outlive this process
    for (const { name, stop } of undo.reverse()) {
      try {
        await stop();
      } catch (error) {
        log.error({ step: name, reason: reasonOf(error) }, "could not stop");
      }
    }
    if (code === 0 && isSignalled) log.info("stopped");
    process.exit(code);
  };

  endBy((code) => {
    isSignalled = true;
    void end(code);
  });
  const starting = program({ step, times: () => times.join(", "), ageMs, end });
  starting.catch((error: unknown) => {
    if (error instanceof Ended) return;
    report(error);
    void end(1);
  });
}

function ageMs(): number {
  const built = performance.getEntriesByName("tickline.built").at(-1);
  return Math.round(performance.now() - (built?.startTime ?? 0));
}

function report(error: unknown): void {
  const fault = startFaultOf(error);
  if (fault === null) log.fatal({ err: error }, "could not start");
  else process.stderr.write(`tickline: ${fault}\n`);
}

function endOnSignals(end: (code: number) => void): void {
  // Ctrl-C in a terminal arrives twice under npm, from the terminal and from npm; one is enough.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => end(0));
  const isUnderNpm = process.env["npm_lifecycle_event"] !== undefined;
  const parent = process.ppid;
  // Also keeps a process alive that has only its database, until it is ended.
  setInterval(() => {
    if (isUnderNpm && process.ppid !== parent) end(0); // npm was killed and could not signal this process
  }, PARENT_CHECK_MS);
}

/**
 * Ends the process on an uncaught error: its state cannot be trusted. Call it after Next has been prepared, which
 * registers listeners that keep a broken process running.
 */
export function endOnUncaught(life: Life): void {
  for (const kind of ["uncaughtException", "unhandledRejection"] as const) {
    process.removeAllListeners(kind);
    process.on(kind, (error: unknown) => {
      log.fatal({ err: error, kind }, "uncaught error: shutting down");
      void life.end(1);
    });
  }
}
