import { Worker } from "node:worker_threads";

type Limits = { withinMs: number; memoryMb: number };

export type ThreadResult = { answer: unknown } | { error: string } | { ended: "time" | "memory" };

/**
 * Runs a program in a thread of its own, which ends after a time or beyond a memory: what outsiders sent may take a library
 * long, and the process does its other work meanwhile. `program` is the source of an `async (data, load) => answer` in
 * JavaScript; `load` imports a module by its path. `data` is copied to the thread.
 */
export async function runInThread(
  program: string,
  data: object,
  { withinMs, memoryMb }: Limits,
): Promise<ThreadResult> {
  const worker = new Worker(`${FRAME}(${program})${ANSWER}`, {
    eval: true,
    execArgv: [],
    workerData: data,
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
  });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<ThreadResult>((resolve, reject) => {
      worker.once("message", resolve);
      worker.once("error", (error: NodeJS.ErrnoException) =>
        error.code === "ERR_WORKER_OUT_OF_MEMORY" ? resolve({ ended: "memory" }) : reject(error),
      );
      worker.once("exit", (code) => reject(new Error(`the thread ended with ${code} and no answer`)));
      timer = setTimeout(() => resolve({ ended: "time" }), withinMs);
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
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
