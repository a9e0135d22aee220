import { Socket } from "node:net";

type Done = (error?: Error | null) => void;

/**
 * A socket that sends what is written in one turn of the event loop together: statements that go out one behind the
 * other cost one call into the kernel, and wake Postgres once.
 */
class GatheringSocket extends Socket {
  #isGathering = false;

  constructor() {
    super();
    // Node's `connect` puts its own `write` back.
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
      process.nextTick(() => {
        this.#isGathering = false;
        this.uncork();
      });
    }
    return Reflect.apply(super.write, this, written);
  }
}

export const openGatheringSocket = (): Socket => new GatheringSocket();
