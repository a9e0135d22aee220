import { setTimeout as wait } from "node:timers/promises";
import type { TokenBucket } from "@/server/lib/async/token-bucket";
import { log } from "@/server/lib/process/log";
import { reasonOf } from "@/server/lib/process/start-failure";
import type { Codec, Data, Reply } from "./codec";
import { RPC, type RpcError, RpcRefusal, SOCKET_REASONS } from "./requests";

/** Messages of one client that are being sent. */
const SENDING_MAX = 100;

/** Does a client's requests one after the other, in their order, and answers each. */
export type Answers = {
  /** `work`: undefined when there is no session. */
  inTurn<R>(reply: Reply<R>, work: () => Promise<R> | undefined): void;
};

export type AnswersParts = {
  client: { pause(): void; resume(): void };
  codec: Pick<Codec, "repeatsUnanswered">;
  /** The requests of a client whose messages wait are counted when it is their turn. */
  rate: TokenBucket;
  write(data: Data | null): void;
  /** Ends the connection without an answer. */
  end(): void;
  isOver(): boolean;
};

export function createAnswers({ client, codec, rate, write, end, isOver }: AnswersParts): Answers {
  let turn: Promise<void> = Promise.resolve();
  let waiting = 0;

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

  /** A client that sends again what was not answered gets its turn later, or, after the end, on its next connection. */
  async function pacedAnswer<R>(reply: Reply<R>, work: () => Promise<R> | undefined): Promise<void> {
    for (;;) {
      if (isOver()) return;
      const { isAllowed, retryAfterMs } = rate.take("");
      if (isAllowed) return answer(reply, work);
      await wait(retryAfterMs, undefined, { ref: false });
    }
  }

  return {
    inTurn(reply, work) {
      if (waiting >= SENDING_MAX && !codec.repeatsUnanswered)
        return fail(reply, { code: SOCKET_REASONS.rateLimit, message: "Too many messages at one time." });
      waiting += 1;
      if (waiting >= SENDING_MAX && codec.repeatsUnanswered) client.pause();
      const run = codec.repeatsUnanswered ? pacedAnswer : answer;
      turn = turn.then(async () => {
        await run(reply, work);
        waiting -= 1;
        if (waiting < SENDING_MAX) client.resume();
      });
    },
  };
}

/** What a client is told of an error. */
export function errorOf(error: unknown): RpcError {
  if (error instanceof RpcRefusal) return error.error;
  log.warn({ reason: reasonOf(error) }, "wukongim socket: a request failed");
  return { code: RPC.internal, message: "The server could not do it. Try again." };
}
