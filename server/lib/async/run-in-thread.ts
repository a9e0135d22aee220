import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Worker } from "node:worker_threads";

type Limits = { withinMs: number; memoryMb: number };
type Options = Limits & {
  /** What the thread reads from `process.stdin`. It is destroyed at the end. */
  stdin?: Readable;
};

export type ThreadResult = { answer: unknown } | { error: string } | { ended: "time" | "memory" };

/**
 * Runs a program in a thread of its own, which ends after a time or beyond a memory: what outsiders sent may take a library
 * long, and the process does its other work meanwhile. `program` is the source of an `async (data, load) => answer` in
 * JavaScript; `load` imports a module by its path. `data` is copied to the thread. Throws the errors of `stdin` only.
 */
export async function runInThread(
  program: string,
  data: object,
  { withinMs, memoryMb, stdin }: Options,
): Promise<ThreadResult> {
  const worker = new Worker(`${FRAME}(${program})${ANSWER}`, {
    eval: true,
    stdin: stdin !== undefined,
    execArgv: [],
    workerData: data,
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
  });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<ThreadResult>((resolve, reject) => {
      worker.once("message", resolve);
      worker.once("error", (error: NodeJS.ErrnoException) =>
        resolve(error.code === "ERR_WORKER_OUT_OF_MEMORY" ? { ended: "memory" } : { error: error.message }),
      );
      worker.once("exit", (code) => resolve({ error: `the thread ended with ${code} and no answer` }));
      stdin?.once("error", reject);
      // The program may end before it has read all of it: then the rest is cut off, which is no fault.
      if (stdin && worker.stdin) pipeline(stdin, worker.stdin).catch(() => undefined);
      timer = setTimeout(() => resolve({ ended: "time" }), withinMs);
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
    stdin?.destroy();
  }
}

const FRAME = `
  const { parentPort, workerData } = require("node:worker_threads");
  const { pathToFileURL } = require("node:url");
  const load = (path) => import(pathToFileURL(path).href);
`;

const ANSWER = `(workerData, load).then(
    (answer) => parentPort.postMessage({ answer }),
    (error) => parentPort.postMessage({ error: error instanceof Error ? error.message : String(error) }),
  );
`;
