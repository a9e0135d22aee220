import { CHARSET_SAMPLES } from "./charsets";

/** A mail, and what becomes of it: its text, or the code by which it is refused. */
export type MailShape =
  | { name: string; bytes: Buffer; text: string }
  | { name: string; bytes: Buffer; code: string };

const HEADER = "From: Ada <ada@x.example>\r\nTo: help@example.com\r\nSubject: x\r\nMIME-Version: 1.0\r\n";
const ENCODINGS = {
  "8bit": (bytes: Buffer) => bytes,
  base64: (bytes: Buffer) => Buffer.from(bytes.toString("base64")),
  "quoted-printable": (bytes: Buffer) =>
    Buffer.from([...bytes].map((byte) => `=${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("")),
};

const joined = (...parts: readonly (string | Buffer)[]): Buffer =>
  Buffer.concat(parts.map((part) => Buffer.from(part)));

/** A multipart of parts, each with its own header; an empty `end` leaves it open. */
const multipart = (subtype: string, parts: readonly Buffer[], end = "--b--\r\n"): Buffer =>
  joined(
    `Content-Type: multipart/${subtype}; boundary="b"\r\n\r\n`,
    ...parts.flatMap((part) => ["--b\r\n", part, "\r\n"]),
    end,
  );

/** How a text part stands in a mail. */
const STRUCTURES: Record<string, (plain: Buffer, html: Buffer) => Buffer> = {
  "plain text": (plain) => plain,
  "HTML only": (_, html) => html,
  alternative: (plain, html) => multipart("alternative", [plain, html]),
  "mixed with a file": (plain) =>
    multipart("mixed", [plain, joined("Content-Type: application/pdf; name=a.pdf\r\n\r\n%PDF")]),
  "related with a picture": (_, html) =>
    multipart("related", [html, joined("Content-Type: image/png\r\nContent-ID: <a@x>\r\n\r\nx")]),
  "a multipart without its end": (plain) => multipart("mixed", [plain], ""),
};

/** Every structure with every charset and transfer encoding. */
export function readableShapes(): MailShape[] {
  return CHARSET_SAMPLES.flatMap(([charset, bytes, text]) =>
    Object.entries(ENCODINGS).flatMap(([encoding, encode]) =>
      Object.entries(STRUCTURES).map(([structure, mailOf]): MailShape => {
        const part = (type: string) =>
          joined(
            `Content-Type: text/${type}; charset="${charset}"\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n`,
            encode(Buffer.from(bytes)),
          );
        return {
          name: `${structure}, ${charset}, ${encoding}`,
          bytes: joined(HEADER, mailOf(part("plain"), part("html"))),
          text,
        };
      }),
    ),
  );
}

const text = (name: string, lines: readonly string[], expected: string): MailShape => ({
  name,
  bytes: Buffer.from(lines.join("\r\n")),
  text: expected,
});
const plain = (...lines: readonly string[]): string[] => ["From: a@x.example", ...lines, "", "hello"];

/** Broken and hostile mails, which are read or refused. */
export function hostileShapes(): MailShape[] {
  const nested = (depth: number) =>
    Array.from(
      { length: depth },
      (_, at) => `Content-Type: multipart/mixed; boundary=b${at}\r\n\r\n--b${at}\r\n`,
    );
  return [
    text("line feeds only", [plain("Subject: x").join("\n")], "hello"),
    text("no sender", ["Subject: x", "", "hello"], "hello"),
    text("a sender without an address", plain("From: nobody"), "hello"),
    text("two Subjects", plain("Subject: a", "Subject: b"), "hello"),
    text("an unknown charset", plain("Content-Type: text/plain; charset=x-none"), "hello"),
    text("an unknown transfer encoding", plain("Content-Transfer-Encoding: x-uue"), "hello"),
    text("a multipart without a boundary", plain("Content-Type: multipart/mixed"), ""),
    text("a header that never ends", ["From: a@x.example", "Subject: x"], ""),
    text("a header of brackets", plain(`To: ${"<".repeat(100_000)}`), "hello"),
    text("a header of quotes", plain(`To: ${'"'.repeat(100_001)}`), "hello"),
    text("a header of comments", plain(`To: ${"(".repeat(100_000)}`), "hello"),
    text("a header of encoded words", plain(`Subject: ${"=?utf-8?B?eA==?= ".repeat(50_000)}`), "hello"),
    text("a header of blanks", plain(`Subject: a${" ".repeat(500_000)}b`), "hello"),
    text("a hundred thousand references", plain(`References: ${"<a@x> ".repeat(100_000)}`), "hello"),
    text("a date far away", plain("Date: Fri, 20 Mar 99999 12:00:00 +0000"), "hello"),
    text("a body of quotation marks", ["From: a@x.example", "", ">".repeat(500_000)], ">"),
    text(
      "HTML that never closes",
      ["From: a@x.example", "Content-Type: text/html", "", "<p>hello<table><td><b"],
      "hello",
    ),
    text(
      "HTML nested deeply",
      ["From: a@x.example", "Content-Type: text/html", "", "<div>".repeat(20_000)],
      "",
    ),
    text(
      "HTML of less-than signs",
      ["From: a@x.example", "Content-Type: text/html", "", "<".repeat(300_000)],
      "",
    ),
    text("a compressed file of great size is not opened", plain("Content-Type: application/zip"), ""),
    { name: "nested thirty deep", bytes: joined(HEADER, ...nested(30), "\r\nhello"), text: "hello" },
    { name: "nested a hundred deep", bytes: joined(HEADER, ...nested(100)), code: "mail.too_deep" },
    {
      name: "sixty megabytes",
      bytes: joined(HEADER, "\r\n", Buffer.alloc(60_000_000, "a")),
      code: "mail.too_large",
    },
    {
      name: "a million parts",
      bytes: joined(HEADER, "\r\n", "--b\r\n".repeat(100_000)),
      code: "mail.too_many_parts",
    },
    {
      name: "two million lines",
      bytes: joined(HEADER, "\r\n", Buffer.alloc(2_000_000, "\n")),
      code: "mail.too_many_lines",
    },
    {
      name: "three megabytes of header",
      bytes: joined("To: ", "a@x.example,".repeat(250_000), "\r\n\r\n"),
      code: "mail.headers_too_large",
    },
    { name: "nothing", bytes: Buffer.alloc(0), code: "mail.empty" },
    { name: "only a body", bytes: Buffer.from("\r\nhello"), code: "mail.unreadable" },
  ];
}
