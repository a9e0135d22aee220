import { constants, inflateRawSync } from "node:zlib";

/** What a gzip stream begins with. */
const HEADER_BYTES = 10;
/** Before the bytes of a stored block. */
const STORED_HEAD_BYTES = 5;
/** The end of compressed bytes that were flushed. It may be within them too. */
const FLUSHED = Buffer.from([0, 0, 0xff, 0xff]);
/** Most streams get the same bytes at the same time. */
const KEPT = 500;

/**
 * Decodes streams that the product has compressed: message by message, equal ones once, however many streams receive them. Each call of
 * the result begins a stream, whose chunks its function takes.
 */
export function createInflate(): () => (chunk: Buffer) => Buffer[] {
  const known = new Map<string, { block: Buffer; text: Buffer }>();

  function inflate(block: Buffer): Buffer | null {
    const key = block.toString("latin1", Math.max(0, block.length - 40));
    const found = known.get(key);
    if (found?.block.equals(block)) return found.text;
    const text = inflateRawSync(block, { finishFlush: constants.Z_SYNC_FLUSH });
    if (text.toString("latin1", text.length - 2) !== "\n\n") return null;
    known.set(key, { block, text });
    const [oldest] = known.keys();
    if (known.size > KEPT && oldest !== undefined) known.delete(oldest);
    return text;
  }

  /** The first message in the bytes and where it ends; null: it is not whole yet. */
  function next(bytes: Buffer): { text: Buffer; end: number } | null {
    if (bytes.length < STORED_HEAD_BYTES) return null;
    if (bytes[0] === 0) {
      const end = STORED_HEAD_BYTES + bytes.readUInt16LE(1);
      return end > bytes.length ? null : { text: bytes.subarray(STORED_HEAD_BYTES, end), end };
    }
    for (let at = bytes.indexOf(FLUSHED); at >= 0; at = bytes.indexOf(FLUSHED, at + 1)) {
      const end = at + FLUSHED.length;
      const text = inflate(bytes.subarray(0, end));
      if (text) return { text, end };
    }
    return null;
  }

  return () => {
    let header = HEADER_BYTES;
    let waiting = Buffer.alloc(0);
    return (chunk) => {
      waiting = Buffer.concat([waiting, chunk]);
      const skipped = Math.min(header, waiting.length);
      header -= skipped;
      waiting = waiting.subarray(skipped);
      const messages: Buffer[] = [];
      for (let found = next(waiting); found; found = next(waiting)) {
        messages.push(found.text);
        waiting = waiting.subarray(found.end);
      }
      return messages;
    };
  };
}
