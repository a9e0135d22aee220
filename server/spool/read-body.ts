import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";

/** A body as a whole, or what of it was read and the rest; null: the client has gone, or is too slow. */
export type ReadBody = { whole: Buffer } | { rest: Readable } | null;

/** A client has this long to send its next bytes. */
const IDLE_MS = 30_000;

export type BodyBudget = {
  /** Reads a body as far as it fits. */
  read(req: IncomingMessage): Promise<ReadBody>;
  /** Bytes that `read` has reserved for this request are free again. */
  release(req: IncomingMessage): void;
};

/** Bodies in memory: one has at most `oneMax` bytes, and all together `allMax`. */
export function createBodyBudget({ oneMax, allMax }: { oneMax: number; allMax: number }): BodyBudget {
  const reserved = new WeakMap<IncomingMessage, number>();
  let total = 0;
  return {
    async read(req) {
      const announced = Number(req.headers["content-length"] ?? 0);
      if (announced > oneMax || total + announced > allMax) return { rest: req };
      const timer = setTimeout(() => req.destroy(), IDLE_MS);
      const chunks: Buffer[] = [];
      let size = 0;
      try {
        const source = req[Symbol.asyncIterator]();
        for (let next = await source.next(); !next.done; next = await source.next()) {
          timer.refresh();
          const chunk: Buffer = next.value;
          chunks.push(chunk);
          size += chunk.length;
          total += chunk.length;
          reserved.set(req, size);
          if (size > oneMax || total > allMax) return { rest: Readable.from(rejoined(chunks, source)) };
        }
        return { whole: Buffer.concat(chunks) };
      } catch {
        return null; // the connection has ended, and with it the request
      } finally {
        clearTimeout(timer);
      }
    },
    release(req) {
      total -= reserved.get(req) ?? 0;
      reserved.delete(req);
    },
  };
}

async function* rejoined(chunks: readonly Buffer[], source: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield* chunks;
  for (let next = await source.next(); !next.done; next = await source.next()) yield next.value;
}
