/** Packets: a byte of type and flags, the length of the body, and the body. */

/** The types of packets. */
export const PACKET = {
  connect: 1,
  connack: 2,
  send: 3,
  sendack: 4,
  recv: 5,
  recvack: 6,
  ping: 7,
  pong: 8,
  disconnect: 9,
  sub: 10,
  suback: 11,
} as const;

/** `flags`: the lower half of the first byte. */
export type Packet = { type: number; flags: number; body: Buffer };

/** A ping and a pong are one byte. */
const hasBody = (type: number): boolean => type !== PACKET.ping && type !== PACKET.pong;

/** A length has at most four bytes of seven bits each. */
const LENGTH_BYTES_MAX = 4;

/** The bytes of a packet. */
export function encodePacket({ type, flags, body }: Packet): Buffer {
  const first = Buffer.of((type << 4) | flags);
  return hasBody(type) ? Buffer.concat([first, encodeLength(body.length), body]) : first;
}

function encodeLength(length: number): Buffer {
  const digits: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 0x80))
    digits.push((rest % 0x80) | (rest >= 0x80 ? 0x80 : 0));
  return Buffer.from(digits);
}

/** What has arrived. `isBroken`: what follows are no packets, or a packet is too long. */
export type Split = { packets: Packet[]; isBroken: boolean };

/**
 * Splits a stream of bytes into packets. Keeps less than one packet of at most `bytesMax()`; a length is checked before any
 * byte of the body is kept.
 */
export function createPacketSplitter(bytesMax: () => number): (chunk: Buffer) => Split {
  let kept: Buffer[] = [];
  let keptBytes = 0;
  /** Nothing can be read of fewer bytes. */
  let needed = 1;

  return (chunk) => {
    kept.push(chunk);
    keptBytes += chunk.length;
    if (keptBytes < needed) return { packets: [], isBroken: false };
    const bytes = kept.length === 1 ? chunk : Buffer.concat(kept);
    const packets: Packet[] = [];
    let offset = 0;
    for (;;) {
      const size = sizeAt(bytes, offset);
      if (size === null || size.total > bytesMax()) return { packets, isBroken: true };
      needed = size.total;
      if (offset + size.total > bytes.length) break;
      packets.push(packetAt(bytes, offset, size));
      offset += size.total;
    }
    kept = [bytes.subarray(offset)];
    keptBytes = bytes.length - offset;
    return { packets, isBroken: false };
  };
}

type Size = { header: number; total: number };

function packetAt(bytes: Buffer, offset: number, { header, total }: Size): Packet {
  const first = bytes[offset] ?? 0;
  return { type: first >> 4, flags: first & 0x0f, body: bytes.subarray(offset + header, offset + total) };
}

/** How long a packet is, or how many bytes are needed to know it. Null: its length is none. */
function sizeAt(bytes: Buffer, offset: number): Size | null {
  const first = bytes[offset];
  if (first === undefined || !hasBody(first >> 4)) return { header: 1, total: 1 };
  let length = 0;
  for (let i = 0; i < LENGTH_BYTES_MAX; i++) {
    const digit = bytes[offset + 1 + i];
    if (digit === undefined) return { header: i + 2, total: i + 2 };
    length += (digit & 0x7f) << (7 * i);
    if (digit < 0x80) return { header: i + 2, total: i + 2 + length };
  }
  return null;
}
