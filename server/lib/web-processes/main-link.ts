import { Socket } from "node:net";
import {
  type CallerNews,
  type DatabaseAddresses,
  isToWeb,
  type MainNews,
  type Question,
  type ToMain,
  type ToWeb,
} from "./messages";
import type { Peers } from "./peers";

/** What a web process does for its main process. */
type MainOrders = {
  /** Serves a connection that the main process has accepted. */
  accept(socket: Socket): void;
  receiveNews(news: MainNews): void;
  /** Another process knows this of callers. */
  receiveCallers(news: CallerNews): void;
  /** This process's part of the metrics. */
  collect(): Promise<string>;
  /** Is not ready any more, and answers still. */
  retire(): void;
};

/** A web process's connection to its main process. */
export type MainLink = {
  /** The database, once the main process has prepared it. */
  addresses: Promise<DatabaseAddresses>;
  peers: Peers;
  /** Sets what to do from now on; an order that nobody follows is ignored. */
  follow(orders: Partial<MainOrders>): void;
  send(message: ToMain): void;
  /** The answer of the main process. Throws where it has none. */
  request(question: Question): Promise<string>;
};

/** Connects this web process to the main process that has forked it. */
export function connectToMain(): MainLink {
  const orders: Partial<MainOrders> = {};
  const waiting = new Map<number, (text: string | null) => void>();
  let lastId = 0;
  const send = (message: ToMain) => void (process.connected && process.send?.(message));
  const { peers, passOn } = createPeers(send);
  const addresses = new Promise<DatabaseAddresses>((resolve) => {
    process.on("message", (message: unknown, handle) => {
      if (!isToWeb(message)) return;
      if (message.kind === "begin") resolve(message.addresses);
      else if (message.kind === "connection") {
        if (handle instanceof Socket) orders.accept?.(handle); // it may have been closed on its way
        send({ kind: "accepted" });
      } else if (message.kind === "answer") settle(message);
      else if (!passOn(message)) obey(message);
    });
  });

  function settle({ id, text }: { id: number; text: string | null }): void {
    waiting.get(id)?.(text);
    waiting.delete(id);
  }
  function obey(message: ToWeb): void {
    if (message.kind === "news") orders.receiveNews?.(message);
    if (message.kind === "settings" || message.kind === "credentials") orders.receiveCallers?.(message);
    if (message.kind === "ping") send({ kind: "pong" });
    if (message.kind === "retire") orders.retire?.();
    if (message.kind === "collect") void orders.collect?.().then((text) => send({ kind: "collected", text }));
  }
  return {
    addresses,
    peers,
    follow: (more) => void Object.assign(orders, more),
    send,
    request: (question) =>
      new Promise((resolve, reject) => {
        lastId += 1;
        waiting.set(lastId, (text) =>
          text === null ? reject(new Error(`the main process did not answer: ${question}`)) : resolve(text),
        );
        send({ kind: "question", id: lastId, question });
      }),
  };
}

/** `passOn` calls the listeners of a message about other web processes; false: it is another message. */
function createPeers(send: (message: ToMain) => void) {
  const receivers = new Map<string, Parameters<Peers["receive"]>[1]>();
  const joined: (() => void)[] = [];
  const gone: ((from: number) => void)[] = [];
  const peers: Peers = {
    send: (counts) => send({ kind: "counts", ...counts }),
    receive: (topic, receiver) => void receivers.set(topic, receiver),
    onJoined: (listener) => void joined.push(listener),
    onGone: (listener) => void gone.push(listener),
  };
  function passOn(message: ToWeb): boolean {
    if (message.kind === "counts") receivers.get(message.topic)?.(message.counts, message.from);
    else if (message.kind === "joined") for (const listener of joined) listener();
    else if (message.kind === "gone") for (const listener of gone) listener(message.from);
    else return false;
    return true;
  }
  return { peers, passOn };
}

/** Ends this web process on the order of its main process, and at once when that one is gone: nobody else would. */
export function endWithMain(end: (code: number) => void): void {
  // Ctrl-C and some supervisors signal every process; the main process decides when it is the turn of this one.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => undefined);
  process.on("disconnect", () => process.exit(1));
  process.on("message", (message: unknown) => {
    if (isToWeb(message) && message.kind === "stop") end(0);
  });
}
