import { Socket } from "node:net";

type Done = (error?: Error | null) => void;

/**
 * A socket that sends the writes of one turn of the event loop together: pipelined statements then cost one system call,
 * and wake Postgres once. What is written after `reactionsDone`, such as a commit, goes with what was written before it.
 */
class GatheringSocket extends Socket {
  #isGathering = false;

  constructor() {
    super();
    // Node's `connect` restores its own `write`.
    this.once("connect", () => {
      this.write = GatheringSocket.prototype.write;
    });
  }

  override write(buffer: Uint8Array | string, done?: Done): boolean;
  override write(text: Uint8Array | string, encoding?: BufferEncoding, done?: Done): boolean;
  override write(...written: unknown[]): boolean {
    if (!this.#isGathering) {
      this.#isGathering = true;
      this.cork();
      afterReactions(() => {
        this.#isGathering = false;
        this.uncork();
      });
    }
    return Reflect.apply(super.write, this, written);
  }
}

/** Runs `work` when all reactions have run, and those to that. */
const afterReactions = (work: () => void): void =>
  process.nextTick(() => queueMicrotask(() => process.nextTick(work)));

export const openGatheringSocket = (): Socket => new GatheringSocket();
