import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import sharp from "sharp";
import { expect, test } from "vitest";
import { pngOf } from "@/test/support/scenes/png-of";
import { inspectImage } from "./inspect-image";

const inspect = (content: Uint8Array, isAvif = false) => inspectImage(Readable.from([content]), { isAvif });

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
