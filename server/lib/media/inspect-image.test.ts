import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { crc32, deflateSync } from "node:zlib";
import sharp from "sharp";
import { expect, test } from "vitest";
import { inspectImage } from "./inspect-image";

const inspect = (content: Uint8Array, isAvif = false) => inspectImage(Readable.from([content]), { isAvif });
const MB = 1024 * 1024;

/** A picture whose left half is red and whose right half is blue. */
const halves = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: "blue" } }).composite([
    { input: { create: { width: width / 2, height, channels: 3, background: "red" } }, gravity: "west" },
  ]);

test.each([
  ["JPEG", 1200, 600, halves(1200, 600).jpeg(), 640, 320],
  ["PNG", 600, 1300, halves(600, 1300).png(), 295, 640],
  ["interlaced PNG", 900, 900, halves(900, 900).png({ progressive: true }), 640, 640],
  ["WebP", 800, 600, halves(800, 600).webp(), 640, 480],
  ["GIF", 32, 20, halves(32, 20).gif(), 32, 20],
  ["AVIF", 700, 70, halves(700, 70).avif({ effort: 0 }), 640, 64],
])(
  "%s: its size and a small WebP, never enlarged",
  async (format, width, height, image, smallWidth, smallHeight) => {
    const inspected = await inspect(await image.toBuffer(), format === "AVIF");
    expect(inspected).toMatchObject({ width, height });
    const preview = await sharp(inspected?.preview).metadata();
    expect(preview).toMatchObject({ format: "webp", width: smallWidth, height: smallHeight });
  },
);

test("a photo is turned as its camera was, and the place where it was taken is dropped", async () => {
  const photo = await halves(1000, 500)
    .withExif({ IFD3: { GPSLatitudeRef: "N", GPSLatitude: "48/1 51/1 24/1" } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
  expect(photo.includes("Exif")).toBe(true);
  const inspected = await inspect(photo);
  expect(inspected).toMatchObject({ width: 500, height: 1000 });
  const preview = await sharp(inspected?.preview).metadata();
  expect(preview).toMatchObject({ width: 320, height: 640 });
  expect(preview.exif).toBeUndefined();
  const { data } = await sharp(inspected?.preview)
    .extract({ left: 0, top: 0, width: 1, height: 1 })
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect(data[0]).toBeGreaterThan(200); // red was on the left, so it is at the top
});

test("an animation shows its first frame", async () => {
  const frames = Buffer.concat([Buffer.alloc(40 * 40 * 3, 255), Buffer.alloc(40 * 40 * 3, 0)]);
  const raw = { width: 40, height: 80, channels: 3 as const, pageHeight: 40 };
  const animation = await sharp(frames, { raw })
    .gif({ delay: [100, 100], keepDuplicateFrames: true })
    .toBuffer();
  expect((await sharp(animation).metadata()).pages).toBe(2);
  const inspected = await inspect(animation);
  expect(inspected).toMatchObject({ width: 40, height: 40 });
  expect(await sharp(inspected?.preview).metadata()).toMatchObject({ width: 40, height: 40 });
});

test.each<[string, () => Promise<Uint8Array>]>([
  ["a JPEG that is cut", async () => (await halves(900, 900).jpeg().toBuffer()).subarray(0, 2_000)],
  ["a PNG with damaged pixels", async () => pngOf({ width: 64, height: 64, pixels: randomBytes(500) })],
  ["an empty file", async () => new Uint8Array()],
  ["a text", async () => Buffer.from("hello")],
  ["an SVG", async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
  [
    "an SVG in a gzip",
    async () => (await import("node:zlib")).gzipSync('<svg xmlns="http://www.w3.org/2000/svg"/>'),
  ],
  ["a TIFF", () => halves(20, 20).tiff().toBuffer()],
])("%s has nothing to show", async (_, content) => {
  expect(await inspect(await content())).toBeNull();
});

test("what the store throws is thrown: the image may be sound", async () => {
  const away = new Error("the store is away");
  const stream = new Readable({ read: () => stream.destroy(away) });
  await expect(inspectImage(stream, { isAvif: false })).rejects.toBe(away);
});

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

const chunkOf = (type: string, content: Uint8Array) => {
  const named = Buffer.concat([Buffer.from(type, "latin1"), content]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
};

/** A PNG with any header and any content. */
function pngOf({
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
