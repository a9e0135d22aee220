import { Readable } from "node:stream";
import { expect, test } from "vitest";
import type { ByteRange } from "@/server/lib/files/file-store";
import { inspectMedia } from "./inspect-media";

const fileOf = (contentType: string, content: Buffer) => ({
  contentType,
  bytes: content.length,
  read: async (range?: ByteRange) =>
    Readable.from([content.subarray(range?.start ?? 0, range ? range.end + 1 : content.length)]),
});

function u32(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value >>> 0, index * 4);
  return bytes;
}

/** Silence of so many seconds, 8,000 samples each. */
function wavOf(seconds: number): Buffer {
  const head = Buffer.from(
    "RIFF____WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0data____",
    "latin1",
  );
  head.writeUInt32LE(36 + 8_000 * seconds, 4);
  head.writeUInt32LE(8_000 * seconds, 40);
  return Buffer.concat([head, Buffer.alloc(8_000 * seconds, 128)]);
}

const box = (type: string, ...parts: Uint8Array[]) => {
  const content = Buffer.concat(parts);
  return Buffer.concat([u32(content.length + 8), Buffer.from(type, "latin1"), content]);
};

/** How cameras turn the picture. */
const UPRIGHT = [65_536, 0, 0, 0, 65_536, 0, 0, 0, 0x40000000];
const TURNED = [0, 65_536, 0, -65_536, 0, 0, 0, 0, 0x40000000];

function mp4Of({ width = 1280, height = 720, matrix = UPRIGHT, indexLast = true } = {}): Buffer {
  const movie = u32(0, 0, 0, 1_000, 4_500, 0x10000, 0x01000000, 0, 0, ...UPRIGHT, 0, 0, 0, 0, 0, 0, 3);
  const track = (id: number, w: number, h: number) =>
    box("trak", box("tkhd", u32(3, 0, 0, id, 0, 4_500, 0, 0, 0, 0, ...matrix, w * 65_536, h * 65_536)));
  const index = box("moov", box("mvhd", movie), track(1, 0, 0), track(2, width, height));
  const type = box("ftyp", Buffer.from("mp42\0\0\0\0mp42isom", "latin1"));
  const content = box("mdat", Buffer.alloc(100_000, 7));
  return Buffer.concat(indexLast ? [type, content, index] : [type, index, content]);
}

const element = (id: string, content: Buffer) => {
  const length = Buffer.alloc(8);
  length.writeBigUInt64BE(BigInt(content.length));
  length[0] = 1; // a length of eight bytes
  return Buffer.concat([Buffer.from(id, "hex"), length, content]);
};

function webmOf({ width, height, ms }: { width: number; height: number; ms: number }): Buffer {
  const duration = Buffer.alloc(8);
  duration.writeDoubleBE(ms);
  const info = element(
    "1549a966",
    Buffer.concat([element("2ad7b1", u32(1_000_000)), element("4489", duration)]),
  );
  const picture = element("e0", Buffer.concat([element("b0", u32(width)), element("ba", u32(height))]));
  const codec = element("86", Buffer.from("V_VP8"));
  const track = Buffer.concat([element("d7", u32(1)), element("83", Buffer.from([1])), codec, picture]);
  const head = element("1a45dfa3", element("4282", Buffer.from("webm")));
  return Buffer.concat([
    head,
    element("18538067", Buffer.concat([info, element("1654ae6b", element("ae", track))])),
  ]);
}

test("a sound has a duration", async () => {
  expect(await inspectMedia(fileOf("audio/wav", wavOf(3)))).toEqual({
    durationMs: 3_000,
    width: null,
    height: null,
  });
});

test.each([
  ["its index last", mp4Of(), 1280, 720],
  ["its index first", mp4Of({ indexLast: false }), 1280, 720],
  ["a picture that is turned", mp4Of({ matrix: TURNED }), 720, 1280],
])("an MP4 with %s has a duration and a size", async (_, content, width, height) => {
  expect(await inspectMedia(fileOf("video/mp4", content))).toEqual({ durationMs: 4_500, width, height });
});

test("a WebM has a duration and a size", async () => {
  const content = webmOf({ width: 640, height: 360, ms: 2_500 });
  expect(await inspectMedia(fileOf("video/webm", content))).toEqual({
    durationMs: 2_500,
    width: 640,
    height: 360,
  });
});

const NOTHING = { durationMs: null, width: null, height: null };

test.each<[string, string, Buffer]>([
  ["an empty file", "audio/mpeg", Buffer.alloc(0)],
  ["an MP4 of zeros", "video/mp4", Buffer.alloc(10_000)],
  ["an MP4 that ends in a box", "video/mp4", mp4Of().subarray(0, 90_000)],
  [
    "a box that claims to be endless",
    "video/mp4",
    Buffer.concat([u32(1), Buffer.from("moov"), Buffer.alloc(8, 255)]),
  ],
  ["a track header that is cut", "video/mp4", box("moov", box("trak", box("tkhd", u32(3, 0))))],
  ["a text", "audio/ogg", Buffer.from("hello")],
])("%s tells nothing", async (_, type, content) => {
  expect(await inspectMedia(fileOf(type, content))).toEqual(NOTHING);
});

test("a parser that does not come to an end is stopped, and its stream closed", async () => {
  const endless = new Readable({ read: () => undefined });
  endless.push(wavOf(1).subarray(0, 20));
  const file = { contentType: "audio/wav", bytes: 10_000, read: async () => endless };
  expect(await inspectMedia(file, { withinMs: 50 })).toEqual(NOTHING);
  expect(endless.destroyed).toBe(true);
});

test("what the store throws is thrown: the file may be sound", async () => {
  const away = new Error("the store is away");
  const broken = new Readable({ read: () => broken.destroy(away) });
  const file = { contentType: "audio/wav", bytes: 10_000, read: async () => broken };
  await expect(inspectMedia(file)).rejects.toBe(away);
});
