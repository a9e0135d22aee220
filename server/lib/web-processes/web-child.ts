import { type ChildProcess, fork } from "node:child_process";
import type { Socket } from "node:net";
import { isToMain, type ToMain, type ToWeb } from "./messages";
import { webArgument } from "./web-number";

/** How a web process is started. */
export type WebProgram = { file: string; env: NodeJS.ProcessEnv };

/** One life of a web process, as its main process sees it. */
export type WebChild = {
  number: number;
  isReady: boolean;
  /** Connections that were handed over and have not left this process: more than one if the other one does not respond. */
  waiting: number;
  startedMs: number;
  send(message: ToWeb): void;
  pass(socket: Socket): void;
  /** Its part of the metrics; null where it does not answer in time. */
  collect(): Promise<string | null>;
  /** It has sent that. */
  collected(text: string): void;
  kill(): void;
  /** Resolves with why it ended, for the log. */
  ended: Promise<{ code: number | null; signal: string | null }>;
};

/** A web process that does not respond must not hold up the others' metrics. */
const COLLECT_MS = 2_000;

/** Forks a web process; `receive` gets its messages. */
export function forkWeb(
  { file, env }: WebProgram,
  number: number,
  receive: (message: ToMain, from: WebChild) => void,
): WebChild {
  const child = fork(file, [webArgument(number)], {
    env,
    execArgv: [...process.execArgv, "--enable-source-maps"],
  });
  const ignore = () => undefined; // it has ended, or ends: `ended` says so
  const web: WebChild = {
    number,
    isReady: false,
    waiting: 0,
    startedMs: performance.now(),
    send: (message) => void (child.connected && child.send(message, ignore)),
    pass(socket) {
      web.waiting += 1;
      child.send({ kind: "connection" } satisfies ToWeb, socket, {}, (error) => {
        web.waiting -= 1;
        if (error) socket.destroy(); // it has just ended: the client connects again
      });
    },
    ...createCollection(() => web.send({ kind: "collect" })),
    kill: () => void child.kill("SIGKILL"),
    ended: endOf(child),
  };
  child.on("message", (message) => isToMain(message) && receive(message, web));
  return web;
}

/** Callers at the same time share one answer. */
function createCollection(request: () => void): Pick<WebChild, "collect" | "collected"> {
  let pending: Promise<string | null> | null = null;
  let settle: (text: string | null) => void = () => {};
  const begin = async (): Promise<string | null> => {
    const answer = new Promise<string | null>((resolve) => {
      settle = resolve;
    });
    const late = setTimeout(() => settle(null), COLLECT_MS);
    request();
    const text = await answer;
    clearTimeout(late);
    pending = null;
    return text;
  };
  return {
    collect() {
      pending ??= begin();
      return pending;
    },
    collected: (text) => settle(text),
  };
}

function endOf(child: ChildProcess): WebChild["ended"] {
  return new Promise((resolve) => {
    child.once("exit", (code, signal) => resolve({ code, signal }));
    // Also emitted when a message cannot be sent: then `exit` follows.
    child.on("error", () => child.pid === undefined && resolve({ code: null, signal: null }));
  });
}
