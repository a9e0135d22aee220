import { setTimeout as wait } from "node:timers/promises";
import type { TokenBucket } from "@/server/lib/async/token-bucket";
import { log } from "@/server/lib/process/log";
import { reasonOf } from "@/server/lib/process/start-failure";
import type { Data, Reply } from "./codec";
import { RPC, type RpcError, RpcRefusal, SOCKET_REASONS } from "./requests";

/** Messages of one client that are being sent. */
const SENDING_MAX = 100;

/** Answers a client's requests. */
export type Answers = {
  write(data: Data | null): void;
  /** Without an answer to an error, the connection ends: the client connects again. */
  fail<R>(reply: Reply<R>, error: RpcError): void;
  /** Does requests one after the other, in the order of the client. `work`: undefined when there is no session. */
  inTurn<R>(reply: Reply<R>, work: () => Promise<R> | undefined): void;
};

export type AnswersParts = {
  client: { send(data: Data): unknown; pause(): void; resume(): void };
  /** The frames that the client may send. */
  rate: TokenBucket;
  /** Whether requests that are too many wait for their turn, and are counted then, instead of being refused. */
  waits(): boolean;
  end(): void;
  isOver(): boolean;
};

export function createAnswers({ client, rate, waits, end, isOver }: AnswersParts): Answers {
  let turn: Promise<void> = Promise.resolve();
  let waiting = 0;

  function write(data: Data | null): void {
    if (data !== null) client.send(data);
  }

  function fail<R>(reply: Reply<R>, error: RpcError): void {
    const data = reply.error(error);
    if (data === null) end();
    else write(data);
  }

  async function answer<R>(reply: Reply<R>, work: () => Promise<R> | undefined): Promise<void> {
    try {
      const value = await work();
      if (value !== undefined) write(reply.result(value));
    } catch (error) {
      fail(reply, errorOf(error));
    }
  }

  /** False: the connection has ended; the client sends it again on its next one. */
  async function comesUp(): Promise<boolean> {
    for (;;) {
      if (isOver()) return false;
      const { isAllowed, retryAfterMs } = rate.take("");
      if (isAllowed) return true;
      await wait(retryAfterMs, undefined, { ref: false });
    }
  }

  return {
    write,
    fail,
    inTurn(reply, work) {
      const isFull = waiting >= SENDING_MAX;
      if (isFull && !waits())
        return fail(reply, { code: SOCKET_REASONS.rateLimit, message: "Too many messages at one time." });
      waiting += 1;
      if (waits() && waiting >= SENDING_MAX) client.pause();
      turn = turn.then(async () => {
        if (!waits() || (await comesUp())) await answer(reply, work);
        waiting -= 1;
        if (waiting < SENDING_MAX) client.resume();
      });
    },
  };
}

/** An error as clients get it. */
export function errorOf(error: unknown): RpcError {
  if (error instanceof RpcRefusal) return error.error;
  log.warn({ reason: reasonOf(error) }, "wukongim socket: a request failed");
  return { code: RPC.internal, message: "The server could not do it. Try again." };
}
