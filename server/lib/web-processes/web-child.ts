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
  /** Connections that it was handed and has not accepted: more than one if it does not respond. */
  waiting(): number;
  startedMs: number;
  send(message: ToWeb): void;
  pass(socket: Socket): void;
  /** It has accepted the first of them. */
  accepted(): void;
  /** Its part of the metrics; null where it does not answer in time. */
  metrics: Poll;
  /** Whether it responds at all; null: not in time. */
  pulse: Poll;
  kill(): void;
  /** Resolves with why it ended, for the log. */
  ended: Promise<{ code: number | null; signal: string | null }>;
};

/** A web process that does not respond in time must not hold up metrics or health. */
const ANSWER_MS = 2_000;

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
  const handed: Socket[] = [];
  const ignore = () => undefined; // it has ended, or ends: see `ended`
  const web: WebChild = {
    number,
    isReady: false,
    waiting: () => handed.length,
    startedMs: performance.now(),
    send: (message) => void (child.connected && child.send(message, ignore)),
    pass(socket) {
      handed.push(socket.on("error", ignore));
      // Kept open here until the other one has it: else a client would wait for ever if that one ends meanwhile.
      child.send({ kind: "connection" } satisfies ToWeb, socket, { keepOpen: true }, ignore);
    },
    accepted: () => void handed.shift()?.destroy(),
    metrics: createPoll(() => web.send({ kind: "collect" })),
    pulse: createPoll(() => web.send({ kind: "ping" })),
    kill: () => void child.kill("SIGKILL"),
    ended: endOf(child),
  };
  void web.ended.then(() => {
    for (const socket of handed) socket.destroy();
  });
  child.on("message", (message) => isToMain(message) && receive(message, web));
  return web;
}

/** Requests one thing of a web process. */
type Poll = {
  /** Callers at the same time share one answer. */
  read(): Promise<string | null>;
  /** It has answered. */
  settle(text: string): void;
};

function createPoll(send: () => void): Poll {
  let pending: Promise<string | null> | null = null;
  let settle: (text: string | null) => void = () => {};
  const begin = async (): Promise<string | null> => {
    const answer = new Promise<string | null>((resolve) => {
      settle = resolve;
    });
    const late = setTimeout(() => settle(null), ANSWER_MS);
    send();
    const text = await answer;
    clearTimeout(late);
    pending = null;
    return text;
  };
  return {
    read() {
      pending ??= begin();
      return pending;
    },
    settle: (text) => settle(text),
  };
}

function endOf(child: ChildProcess): WebChild["ended"] {
  return new Promise((resolve) => {
    child.once("exit", (code, signal) => resolve({ code, signal }));
    // Also emitted when a message cannot be sent: then `exit` follows.
    child.on("error", () => child.pid === undefined && resolve({ code: null, signal: null }));
  });
}
