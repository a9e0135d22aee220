import { constants, deflateRawSync } from "node:zlib";

/** What a gzip stream begins with: deflate, without a name or a time. */
export const GZIP_HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);

/** Compressing fewer bytes saves less than it costs: they are stored as they are. */
const STORED_BYTES_MAX = 400;

const blocks = new WeakMap<Buffer, Buffer>();

/**
 * The bytes as whole blocks of a deflate stream (RFC 1951) that begin and end at a byte and refer to nothing before them. So every
 * stream can contain the same blocks, and what many readers get is compressed once.
 */
export function deflated(bytes: Buffer): Buffer {
  const known = blocks.get(bytes);
  if (known) return known;
  const block = bytes.length > STORED_BYTES_MAX ? compressed(bytes) : stored(bytes);
  blocks.set(bytes, block);
  return block;
}

const compressed = (bytes: Buffer): Buffer =>
  deflateRawSync(bytes, { level: constants.Z_BEST_SPEED, finishFlush: constants.Z_FULL_FLUSH });

/** A block that is not the last one: its type, its length, and the same with each bit inverted. */
function stored(bytes: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt16LE(bytes.length, 1);
  head.writeUInt16LE(bytes.length ^ 0xffff, 3);
  return Buffer.concat([head, bytes]);
}
