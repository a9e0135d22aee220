import { expect, test } from "vitest";
import { SNIFFED_BYTES, sniffType } from "./sniff-type";

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
