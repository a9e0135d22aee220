import fc from "fast-check";
import { createPacketSplitter, type Packet } from "@/server/dialects/wukongim/socket/wire/binary/packet";
import { FRAME_BYTES_MAX } from "@/server/dialects/wukongim/socket/wire/requests";

export const version = fc.integer({ min: 1, max: 5 });
export const byte = fc.integer({ min: 0, max: 255 });
export const uint32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
export const name = fc.string({ unit: "grapheme", maxLength: 100 });
export const bytes = (maxLength: number) => fc.uint8Array({ maxLength }).map((found) => Buffer.from(found));

/** The one packet in these bytes. */
export function onlyPacket(data: Buffer): Packet {
  const [found, ...more] = createPacketSplitter(() => FRAME_BYTES_MAX)(data).packets;
  if (!found || more.length > 0) throw new Error("not one packet");
  return found;
}
