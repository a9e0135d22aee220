import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { reasonOf, StartFailure } from "@/server/lib/process/start-failure";
import type { CallerNews, DatabaseAddresses, Question, ToMain, ToWeb, WebNews } from "./messages";
import { createRestarts } from "./restarts";
import { forkWeb, type WebChild, type WebProgram } from "./web-child";

/** What the main process does for its web processes. */
type WebRequests = {
  onNews(news: WebNews, from: number): void;
  /** One knows this of callers. */
  onCallers(news: CallerNews): void;
  /** What a new one must know of callers. */
  knownCallers(): CallerNews;
  answer(question: Question): Promise<string>;
};

/** The web processes of this main process. */
export type WebProcesses = {
  /** Hands a connection to one that is ready; false: none is. */
  pass(socket: Socket): boolean;
  /** Sets what to do for them from now on. */
  follow(requests: Partial<WebRequests>): void;
  /** Lets all begin, and resolves when they are ready. @throws StartFailure one of them has ended. */
  begin(addresses: DatabaseAddresses): Promise<void>;
  /** Whether all are ready, and respond. */
  areAllReady(): Promise<boolean>;
  send(message: ToWeb): void;
  /** The part of each ready one in the metrics. */
  collect(): Promise<string[]>;
  /** Ends them; what still runs after `withinMs` is killed. */
  stop(withinMs: number): Promise<void>;
};

type Options = {
  count: number;
  program: WebProgram;
  log: Pick<Logger, "error" | "info">;
  /** None has been ready for `LOST_MS`, although they were started again and again. */
  onLost(): void;
};

/** Without any web process for so long, whoever supervises this process must start it anew. */
const LOST_MS = 60_000;

/**
 * Starts so many web processes, and each again when it ends, later and later. They load their program at once, and open the
 * database when `begin` is called. They end with this process.
 */
export function startWebProcesses({ count, program, log, onLost }: Options): WebProcesses {
  const webs = new Map<number, WebChild>();
  const stopping = new AbortController();
  const starting = createStarting();
  const requests: Partial<WebRequests> = {};
  let begun: DatabaseAddresses | null = null;
  let lastReadyMs = performance.now();

  const ready = () => [...webs.values()].filter(({ isReady }) => isReady);
  const send = (message: ToWeb, except?: WebChild) => {
    for (const web of webs.values()) if (web !== except) web.send(message);
  };
  const isRunning = (web: WebChild) => webs.get(web.number) === web;
  const onReady = () => ready().length === count && starting.succeed();
  const receive = createReceive({ send, isRunning, requests, log, onReady });

  async function keepRunning(number: number): Promise<void> {
    const restarts = createRestarts();
    while (!stopping.signal.aborted) {
      const web = forkWeb(program, number, receive);
      webs.set(number, web);
      if (begun) web.send({ kind: "begin", addresses: begun });
      const end = await web.ended;
      webs.delete(number);
      send({ kind: "gone", from: number });
      if (stopping.signal.aborted || starting.fail(number)) return;
      const [nowMs, others] = [performance.now(), ready().length];
      log.error({ web: number, ...end, others }, "a web process has ended; it is started again");
      if (web.isReady || others > 0) lastReadyMs = nowMs;
      else if (nowMs - lastReadyMs > LOST_MS) return onLost();
      await sleep(restarts.pauseAfter(nowMs - web.startedMs), undefined, stopping).catch(() => undefined);
    }
  }

  const killAll = () => kill(webs.values());
  process.once("exit", killAll); // however this process comes to its end
  const running = Promise.all(Array.from({ length: count }, (_, i) => keepRunning(i + 1)));
  return {
    pass: (socket) => passInTurn(webs, socket),
    follow: (more) => void Object.assign(requests, more),
    begin(addresses) {
      begun = addresses;
      send({ kind: "begin", addresses });
      return starting.done;
    },
    areAllReady: async () => ready().length === count && (await respond(ready())),
    send,
    collect: async () =>
      (await Promise.all(ready().map(({ metrics }) => metrics.read()))).filter((text) => text !== null),
    async stop(withinMs) {
      stopping.abort();
      if (begun) send({ kind: "stop" });
      else killAll(); // they have nothing to end
      const late = setTimeout(killAll, withinMs);
      await running;
      clearTimeout(late);
    },
  };
}

function kill(webs: Iterable<WebChild>): void {
  for (const web of webs) web.kill();
}

const respond = async (webs: readonly WebChild[]): Promise<boolean> =>
  !(await Promise.all(webs.map(({ pulse }) => pulse.read()))).includes(null);

/** In turn; but one that does not respond gets no connection while another one does. False: none is ready. */
function passInTurn(webs: Map<number, WebChild>, socket: Socket): boolean {
  const [first, ...others] = [...webs.values()].filter(({ isReady }) => isReady);
  if (!first) return false;
  const web = others.reduce((best, other) => (other.waiting() < best.waiting() ? other : best), first);
  web.pass(socket);
  webs.delete(web.number);
  webs.set(web.number, web); // last in turn
  return true;
}

/** The time until all are ready for the first time: one that ends before makes the whole start fail. */
function createStarting() {
  let isOver = false;
  let succeed: () => void = () => {};
  let refuse: (error: StartFailure) => void = () => {};
  const done = new Promise<void>((resolve, reject) => {
    succeed = resolve;
    refuse = reject;
  });
  done.catch(() => undefined); // thrown where it is awaited
  return {
    done,
    succeed() {
      isOver = true;
      succeed();
    },
    /** False: the start was over. */
    fail(number: number): boolean {
      if (isOver) return false;
      refuse(new StartFailure(`web process ${number} ended while it started: see the lines before`));
      return true;
    },
  };
}

type Receiving = {
  send(message: ToWeb, except: WebChild): void;
  isRunning(web: WebChild): boolean;
  requests: Partial<WebRequests>;
  onReady(): void;
  log: Pick<Logger, "error">;
};

/** Handles what web processes send: for this process, and for the others of them. */
function createReceive({ send, isRunning, requests, onReady, log }: Receiving) {
  const answer = async (id: number, question: Question, from: WebChild) => {
    const text = await requests.answer?.(question).catch((error: unknown) => {
      log.error({ reason: reasonOf(error), question }, "a web process gets no answer");
      return null;
    });
    from.send({ kind: "answer", id, text: text ?? null });
  };
  return (message: ToMain, from: WebChild): void => {
    if (message.kind === "ready") {
      const known = requests.knownCallers?.();
      if (known) from.send(known);
      from.isReady = true;
      send({ kind: "joined" }, from);
      onReady();
    }
    if (message.kind === "accepted") from.accepted();
    if (message.kind === "leaving") from.isReady = false;
    if (message.kind === "news") requests.onNews?.(message, from.number);
    if (message.kind === "settings" || message.kind === "credentials") {
      requests.onCallers?.(message);
      send(message, from);
    }
    // Its last messages may arrive after its end: what it had open is not counted any more.
    if (message.kind === "counts" && isRunning(from)) send({ ...message, from: from.number }, from);
    if (message.kind === "question") void answer(message.id, message.question, from);
    if (message.kind === "collected") from.metrics.settle(message.text);
    if (message.kind === "pong") from.pulse.settle("");
  };
}
