import { isUtf8 } from "node:buffer";

/** Reads the fields of a packet. Beyond the end it reads zeros and empty texts, and is broken from then on. */
export type ByteReader = {
  byte(): number;
  uint32(): number;
  int64(): bigint;
  /** A text with its length, in bytes, in two bytes before it. */
  text(): string;
  rest(): Buffer;
  isBroken(): boolean;
};

export function readBytes(bytes: Buffer): ByteReader {
  let offset = 0;
  let broken = false;

  function take(count: number): Buffer {
    if (broken || offset + count > bytes.length) {
      broken = true;
      return Buffer.alloc(Math.min(count, 8));
    }
    offset += count;
    return bytes.subarray(offset - count, offset);
  }

  return {
    byte: () => take(1).readUInt8(),
    uint32: () => take(4).readUInt32BE(),
    int64: () => take(8).readBigInt64BE(),
    text() {
      const found = take(take(2).readUInt16BE());
      if (!isUtf8(found)) broken = true;
      return broken ? "" : found.toString("utf8");
    },
    rest: () => take(bytes.length - offset),
    isBroken: () => broken,
  };
}

/** Writes fields of packets. */
export const byte = (value: number): Buffer => Buffer.of(value & 0xff);

export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

export function int64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt.asIntN(64, value));
  return bytes;
}

/** A text with its length before it; of one that is longer than 65,535 bytes, nothing. */
export function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  const written = bytes.length > 0xffff ? Buffer.alloc(0) : bytes;
  return Buffer.concat([Buffer.of(written.length >> 8, written.length & 0xff), written]);
}
