import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import type { ByteRange } from "@/server/lib/files/file-store";
import { inspectMedia } from "./inspect-media";
import { SNIFFED_BYTES, sniffType } from "./sniff-type";

describe("sniffType", () => {
  const bytes = (text: string) => Buffer.from(text, "latin1");

  const ZIP = bytes(`PK\x03\x04\x14\0\0\0\x08\0${"\0".repeat(40)}`);

  const COMPOUND = Buffer.concat([Buffer.from("d0cf11e0a1b11ae1", "hex"), Buffer.alloc(512)]);

  const PNG = Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "base64",
  );

  test.each<[string, string, Uint8Array, string]>([
    ["a PNG", "x.png", PNG, "image/png"],
    ["a JPEG", "x", bytes("\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0"), "image/jpeg"],
    ["a GIF", "x.gif", bytes("GIF89a\x01\0\x01\0\0\0\0;"), "image/gif"],
    ["a WebP", "x", bytes("RIFF\x24\0\0\0WEBPVP8 \x18\0\0\0"), "image/webp"],
    ["a PDF", "x.pdf", bytes("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"), "application/pdf"],
    ["an MP4", "x", bytes("\0\0\0\x18ftypmp42\0\0\0\0mp42isom"), "video/mp4"],
    ["a recording in an MP4", "voice.m4a", bytes("\0\0\0\x18ftypmp42\0\0\0\0mp42isom"), "audio/mp4"],
    ["a WebM", "x", bytes("\x1a\x45\xdf\xa3\x87\x42\x82\x84webm"), "video/webm"],
    ["a recording in a WebM", "voice.weba", bytes("\x1a\x45\xdf\xa3\x87\x42\x82\x84webm"), "audio/webm"],
    ["a page with a recording's name", "voice.m4a", bytes("<!doctype html><p>"), "text/html"],
    ["a zip archive", "x.zip", ZIP, "application/zip"],
    [
      "a Word document",
      "letter.DOCX",
      ZIP,
      "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ],
    ["an old Excel sheet", "x.xls", COMPOUND, "application/vnd.ms-excel"],
    ["a text", "x.txt", Buffer.from("Grüße, 你好 🙂\r\n\tthere"), "text/plain"],
    ["a table", "x.csv", bytes("a,b\n1,2\n"), "text/csv"],
    ["a calendar entry", "x.ics", bytes("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"), "text/calendar"],
    ["UTF-16 with a mark", "x.txt", Buffer.from("\ufeffhello", "utf16le"), "text/plain"],
    ["nothing at all", "x.png", new Uint8Array(), "text/plain"],
    ["bytes of no known kind", "x.png", Buffer.from([1, 2, 3, 0, 255, 254]), "application/octet-stream"],
    ["a text in another encoding", "x.txt", bytes("Gr\xfc\xdfe"), "application/octet-stream"],
  ])("%s is named by its content", async (_, name, head, type) => {
    expect(await sniffType(head, name)).toBe(type);
  });

  const DOCTYPE =
    '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">';

  test.each<[string, string, string]>([
    ["HTML", "<!DOCTYPE html><html><script>alert(1)</script>", "text/html"],
    ["HTML after spaces", "\n\t  <HTML><body onload=alert(1)>", "text/html"],
    ["HTML after a mark", "\ufeff<script>alert(1)</script>", "text/html"],
    ["HTML after a comment", "<!-- x --><p>", "text/html"],
    ["HTML with an SVG inside", "<!doctype html><svg onload=alert(1)>", "text/html"],
    ["XHTML", '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>', "text/html"],
    ["an SVG", '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "image/svg+xml"],
    ["an SVG after a prologue", `<?xml version="1.0"?>\n<!-- by x -->\n${DOCTYPE}\n<svg>`, "image/svg+xml"],
    ["an SVG with entities", '<!DOCTYPE svg [ <!ENTITY a "b"> ]><svg width="1"/>', "image/svg+xml"],
    ["other XML", '<?xml version="1.0"?><invoice/>', "text/plain"],
  ])("%s is never an image, whatever its name", async (_, text, type) => {
    for (const name of ["x", "x.png", "x.jpg", "x.csv.html"])
      expect(await sniffType(Buffer.from(text), name), name).toBe(type);
    const utf16 = Buffer.from(text.startsWith("\ufeff") ? text : `\ufeff${text}`, "utf16le");
    expect(await sniffType(utf16, "x.png")).toBe(type);
  });

  test.each<[string, string, string]>([
    ["GIF and JavaScript", "GIF89a/*\x01\0\x01\0*/=alert(1);", "image/gif"],
    ["GIF and HTML", "GIF89a<script>alert(1)</script>", "image/gif"],
    ["PDF and HTML", "%PDF-1.4\n<html><script>alert(1)</script>", "application/pdf"],
    ["HTML and PDF", "<html><script>alert(1)</script>\n%PDF-1.4", "text/html"],
    ["JPEG and HTML", "\xff\xd8\xff\xe0\0\x10JFIF\0<html><script>", "image/jpeg"],
  ])("a file that is %s is what it begins with", async (_, text, type) => {
    expect(await sniffType(bytes(text), "x.html")).toBe(type);
  });

  test.each(["BMW invoice of May", "MThd is how a MIDI file begins", "Good morning,\n".repeat(30)])(
    "a text that begins as a binary format does is a text: %j",
    async (text) => {
      expect(await sniffType(bytes(text), "x.bmp")).toBe("text/plain");
    },
  );

  test("a text that is cut inside a character is a text", async () => {
    const head = Buffer.from("你".repeat(SNIFFED_BYTES)).subarray(0, SNIFFED_BYTES);
    expect(SNIFFED_BYTES % 3).not.toBe(0);
    expect(await sniffType(head, "x")).toBe("text/plain");
  });

  test("markup that never ends is a text", async () => {
    const attempts = [
      "<!--".repeat(1_000),
      "<?".repeat(2_000),
      "<!doctype [".repeat(300),
      `<${" ".repeat(4_000)}`,
    ];
    for (const text of attempts) expect(await sniffType(bytes(text), "x")).toMatch(/^text\//);
  });
});

describe("inspectMedia", () => {
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

  function mp4Of({ width = 1280, height = 720, matrix = UPRIGHT, indexLast = true, empty = 0 } = {}): Buffer {
    const movie = u32(0, 0, 0, 1_000, 4_500, 0x10000, 0x01000000, 0, 0, ...UPRIGHT, 0, 0, 0, 0, 0, 0, 3);
    const track = (id: number, w: number, h: number) =>
      box("trak", box("tkhd", u32(3, 0, 0, id, 0, 4_500, 0, 0, 0, 0, ...matrix, w * 65_536, h * 65_536)));
    const empties = Array.from({ length: empty }, () => box("trak"));
    const index = box("moov", box("mvhd", movie), ...empties, track(1, 0, 0), track(2, width, height));
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

  test("an index with more tracks than any film has is not searched to its end", async () => {
    const content = mp4Of({ empty: 10_000 });
    expect(await inspectMedia(fileOf("video/mp4", content))).toEqual({
      durationMs: 4_500,
      width: null,
      height: null,
    });
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
});
