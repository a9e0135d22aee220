import { Readable } from "node:stream";
import { crc32, deflateSync } from "node:zlib";
import { expect, test } from "vitest";
import { chunkOf, pngOf } from "@/test/support/scenes/png-of";
import { inspectImage } from "./inspect-image";

const inspect = (content: Uint8Array) => inspectImage(Readable.from([content]), { isAvif: false });
const MB = 1024 * 1024;

/** How much memory a call took at its peak, in bytes. */
async function memoryOf(work: () => Promise<unknown>): Promise<number> {
  global.gc?.();
  const before = process.memoryUsage.rss();
  let peak = before;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 2);
  await work().finally(() => clearInterval(watch));
  return Math.max(peak, process.memoryUsage.rss()) - before;
}

const zeros = (bytes: number) => deflateSync(Buffer.alloc(bytes));
const small = { width: 4, height: 4, pixels: zeros(4 * 13) };

test.each<[string, () => Promise<Uint8Array> | Uint8Array]>([
  ["a PNG of 60,000 × 60,000 pixels", () => pngOf({ width: 60_000, height: 60_000, pixels: zeros(80 * MB) })],
  ["a PNG of 1 × 100,000,000 pixels", () => pngOf({ width: 1, height: 100_000_000, pixels: zeros(80 * MB) })],
  ["a WebP of 16,000 × 16,000 pixels", () => webpOf(16_000, 16_000)],
  ["a GIF of 65,535 × 65,535 pixels", () => gifOf(65_535, 65_535)],
  ["more bytes than a decoder gets", () => Buffer.alloc(65 * MB)],
])("%s is not decoded, and takes no memory", async (_, content) => {
  const bomb = await content();
  await inspect(pngOf(small)); // loads the decoder
  let shown: unknown = "nothing yet";
  const memory = await memoryOf(async () => {
    shown = await inspect(bomb);
  });
  expect(shown).toBeNull();
  expect(memory / MB).toBeLessThan(bomb.length / MB + 50);
});

test("a text of 200 MB packed into the metadata of a small PNG is not unpacked", async () => {
  const bomb = zeros(200 * MB);
  const texts = ["zTXt", "iCCP"].map((type) => chunkOf(type, Buffer.concat([Buffer.from("name\0\0"), bomb])));
  const image = pngOf({ ...small, chunks: texts });
  await inspect(pngOf(small));
  const memory = await memoryOf(() => inspect(image));
  expect(memory / MB).toBeLessThan(100);
});

test("the largest images that are decoded take 400 MB, however many come at once", async () => {
  const image = pngOf({ width: 8_000, height: 8_000, pixels: zeros(8_000 * 24_001) });
  image[28] = 1; // interlaced: all of it is needed before the first line
  image.writeUInt32BE(crc32(image.subarray(12, 29)), 29);
  await inspect(pngOf(small));
  const memory = await memoryOf(() => Promise.all([1, 2, 3].map(() => inspect(image))));
  expect(memory / MB).toBeLessThan(400);
});

/** The beginning of a lossless WebP; its size is in the first 28 bits after the signature. */
function webpOf(width: number, height: number): Buffer {
  const content = Buffer.alloc(200);
  content[0] = 0x2f;
  content.writeUInt32LE(((width - 1) | ((height - 1) << 14)) >>> 0, 1);
  const head = Buffer.from("RIFF____WEBPVP8L____", "latin1");
  head.writeUInt32LE(12 + content.length, 4);
  head.writeUInt32LE(content.length, 16);
  return Buffer.concat([head, content]);
}

function gifOf(width: number, height: number): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt16LE(width, 0);
  size.writeUInt16LE(height, 2);
  const frame = Buffer.concat([Buffer.from("2c00000000", "hex"), size, Buffer.from("00024c0100", "hex")]);
  return Buffer.concat([
    Buffer.from("GIF89a"),
    size,
    Buffer.from("800000ff0000000000", "hex"),
    frame,
    Buffer.from(";"),
  ]);
}
