import { crc32 } from "node:zlib";

/** A chunk of a PNG, with its checksum. */
export const chunkOf = (type: string, content: Uint8Array) => {
  const named = Buffer.concat([Buffer.from(type, "latin1"), content]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
};

/** A PNG with any header and any content. */
export function pngOf({
  width,
  height,
  pixels,
  chunks = [],
}: {
  width: number;
  height: number;
  pixels: Uint8Array;
  chunks?: Uint8Array[];
}) {
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0]);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  const parts = [
    chunkOf("IHDR", header),
    ...chunks,
    chunkOf("IDAT", pixels),
    chunkOf("IEND", Buffer.alloc(0)),
  ];
  return Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), ...parts]);
}
