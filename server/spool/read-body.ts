import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";

/**
 * A body as a whole, or what of it was read and the rest, and whether it is too long in itself; null: the client has gone, or is too
 * slow.
 */
export type ReadBody = { whole: Buffer } | { rest: Readable; isTooLong: boolean } | null;

/** A client has so long to send its next bytes, and all of them. */
const IDLE_MS = 30_000;
const WHOLE_MS = 120_000;

export type BodyBudget = {
  /** Reads a body as far as it fits. */
  read(req: IncomingMessage): Promise<ReadBody>;
  /** Bytes that `read` has reserved for this request are free again. */
  release(req: IncomingMessage): void;
  /** Bytes that are reserved now. */
  bytes(): number;
};

type Options = { oneMax: number; allMax: number; idleMs?: number; wholeMs?: number };

/**
 * Bodies in memory: one has at most `oneMax` bytes, and all together `allMax`. One that trickles would keep its bytes from the others,
 * so that it has a time for its whole.
 */
export function createBodyBudget(options: Options): BodyBudget {
  const { oneMax, allMax, idleMs = IDLE_MS, wholeMs = WHOLE_MS } = options;
  const reserved = new WeakMap<IncomingMessage, number>();
  let total = 0;
  return {
    async read(req) {
      const announced = Number(req.headers["content-length"] ?? 0);
      if (announced > oneMax || total + announced > allMax)
        return { rest: req, isTooLong: announced > oneMax };
      const idle = setTimeout(() => req.destroy(), idleMs);
      const whole = setTimeout(() => req.destroy(), wholeMs);
      const chunks: Buffer[] = [];
      let size = 0;
      try {
        const source = req[Symbol.asyncIterator]();
        for (let next = await source.next(); !next.done; next = await source.next()) {
          idle.refresh();
          const chunk: Buffer = next.value;
          chunks.push(chunk);
          size += chunk.length;
          total += chunk.length;
          reserved.set(req, size);
          if (size > oneMax || total > allMax)
            return { rest: Readable.from(rejoined(chunks, source)), isTooLong: size > oneMax };
        }
        return { whole: Buffer.concat(chunks) };
      } catch {
        return null; // the connection has ended, and with it the request
      } finally {
        clearTimeout(idle);
        clearTimeout(whole);
      }
    },
    release(req) {
      total -= reserved.get(req) ?? 0;
      reserved.delete(req);
    },
    bytes: () => total,
  };
}

async function* rejoined(chunks: Buffer[], source: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  for (let chunk = chunks.shift(); chunk; chunk = chunks.shift()) yield chunk;
  for (let next = await source.next(); !next.done; next = await source.next()) yield next.value;
}
