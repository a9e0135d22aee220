import { describe, expect, test } from "vitest";
import { CHARSET_SAMPLES } from "@/test/support/mail/charsets";
import type { MailRefusalCode, ReadMail } from "./mail";
import { readMail } from "./read-mail";

const READER = { messageIdDomain: "mail.tickline.example" };
const HEADER = [
  "From: Ada <ada@x.example>",
  "To: help@example.com",
  "Subject: Order",
  "Message-ID: <1@x.example>",
];

const source = (...lines: readonly string[]): Buffer => Buffer.from(lines.join("\r\n"));

async function read(bytes: Uint8Array): Promise<ReadMail> {
  const reading = await readMail(bytes, READER);
  if ("refused" in reading) throw new Error(reading.refused.message);
  return reading.mail;
}

test("a plain mail has sender, recipients, references and its date", async () => {
  const mail = await read(
    source(
      ...HEADER,
      "Cc: Team: b@x.example, c@x.example;, d@x.example",
      "In-Reply-To: <0@x.example>",
      "References: <a@x.example>\r\n <0@x.example>",
      "Date: Fri, 20 Mar 2026 12:00:00 +0100",
      "Delivered-To: help+c-1@example.com",
      "",
      "Hello\u0007",
    ),
  );
  expect(mail).toMatchObject({
    messageId: "1@x.example",
    inReplyTo: "0@x.example",
    references: ["a@x.example", "0@x.example"],
    from: { name: "Ada", address: "ada@x.example" },
    to: [{ name: "", address: "help@example.com" }],
    subject: "Order",
    sentAt: new Date("2026-03-20T11:00:00Z"),
    deliveredTo: ["help+c-1@example.com"],
    text: "Hello",
    newText: "Hello",
    html: null,
    kind: { type: "mail" },
  });
  expect(mail.cc.map(({ address }) => address)).toEqual(["b@x.example", "c@x.example", "d@x.example"]);
});

test("no sign in a name, an address or a subject reverses or breaks the line that it is shown in", async () => {
  const word = (text: string) => `=?utf-8?B?${Buffer.from(text).toString("base64")}?=`;
  const spoof = "Bank \u202e>moc.knab@troppus<";
  const mail = await read(
    source(
      `From: ${word(spoof)} <ada\u202e@x.example>`,
      `To: ${word("Help\n\u2066desk\u2069")} <help@example.com>`,
      `Subject: ${word("Order \u202etxt.exe")}`,
      "",
      "Hello",
    ),
  );
  expect(mail).toMatchObject({
    from: { name: "Bank >moc.knab@troppus<", address: "ada@x.example" },
    to: [{ name: "Help desk", address: "help@example.com" }],
    subject: "Order txt.exe",
  });
});

test.each(CHARSET_SAMPLES)(
  "%s is read in text, 8-bit header and encoded words",
  async (charset, bytes, text) => {
    const raw = Buffer.from(bytes);
    const mail = await read(
      Buffer.concat([
        source(`From: =?${charset}?B?${raw.toString("base64")}?= <ada@x.example>`, "Subject: "),
        raw,
        source("", `Content-Type: text/plain; charset=${charset}`, "Content-Transfer-Encoding: 8bit", "", ""),
        raw,
      ]),
    );
    expect([mail.from?.name, mail.text]).toEqual([text, text]);
    expect(mail.subject).toBe(text);
  },
);

test("a mail without a Message-ID has the same one each time, and another mail another", async () => {
  const first = await read(source("From: a@x.example", "", "one"));
  expect(first.messageId).toMatch(/^[0-9a-f]{40}@no-message-id\.invalid$/);
  expect((await read(source("From: a@x.example", "", "one"))).messageId).toBe(first.messageId);
  expect((await read(source("From: a@x.example", "", "two"))).messageId).not.toBe(first.messageId);
});

test("ten thousand recipients are bounded, and the rest is counted", async () => {
  const to = Array.from({ length: 10_000 }, (_, at) => `user${at}@x.example`).join(",\r\n ");
  const mail = await read(source("From: a@x.example", `To: ${to}`, "Cc: b@x.example", "", "x"));
  expect([mail.to.length, mail.cc.length, mail.recipientsLeftOut]).toEqual([500, 0, 9_501]);
});

test("inline pictures, files, enclosed mails and winmail.dat are attachments", async () => {
  const part = (type: string, ...lines: string[]) => ["--b", `Content-Type: ${type}`, ...lines];
  const mail = await read(
    source(
      ...HEADER,
      'Content-Type: multipart/mixed; boundary="b"',
      "",
      ...part("text/html", "", '<p>Hi <img src="cid:logo@x"></p>'),
      ...part("image/png", "Content-ID: <logo@x>", "Content-Transfer-Encoding: base64", "", "iVBORw0KGgo="),
      ...part("application/ms-tnef; name=winmail.dat", "", "x"),
      ...part("message/rfc822", "", "Subject: Enclosed", "", "inner"),
      "--b--",
    ),
  );
  expect(mail.text).toBe("Hi");
  expect(mail.attachments.map(({ name, contentId }) => [name, contentId])).toEqual([
    ["part-1", "logo@x"],
    ["winmail.dat", null],
    ["part-3.eml", null],
  ]);
  expect(mail.attachments[0]?.content.length).toBe(8);
});

test("an invitation is readable as text", async () => {
  const mail = await read(
    source(
      ...HEADER,
      "Content-Type: text/calendar; method=REQUEST; charset=utf-8",
      "",
      "BEGIN:VCALENDAR",
      "BEGIN:VEVENT",
      "SUMMARY:Tea\\, with",
      "  Bob",
      'DTSTART;TZID="Europe/Berlin":20260320T140000',
      "DTEND:20260320T140000Z",
      "LOCATION:Room 1",
      'ORGANIZER;CN="A: B":mailto:ada@x.example',
      "END:VEVENT",
      "END:VCALENDAR",
    ),
  );
  expect(mail.calendar?.method).toBe("REQUEST");
  expect(mail.newText).toBe(
    "Tea, with Bob\n2026-03-20 14:00 (Europe/Berlin) – 2026-03-20 14:00 UTC\nRoom 1\nada@x.example",
  );
});

describe("a mail is refused with a reason", () => {
  const nested = Array.from({ length: 60 }, (_, at) => [
    `Content-Type: multipart/mixed; boundary=b${at}`,
    "",
    `--b${at}`,
  ]).flat();
  test.each<[MailRefusalCode, () => Uint8Array]>([
    ["mail.empty", () => Buffer.alloc(0)],
    ["mail.too_large", () => Buffer.alloc(60 * 1_024 * 1_024)],
    ["mail.too_many_lines", () => Buffer.alloc(1_000_001, "\n")],
    ["mail.too_many_parts", () => Buffer.from("--\n".repeat(20_001))],
    ["mail.too_deep", () => source(...nested)],
    ["mail.headers_too_large", () => source(`Subject: ${"x".repeat(2_100_000)}`, "", "x")],
    ["mail.unreadable", () => source("", "no header")],
  ])("%s", async (code, bytes) => {
    expect(await readMail(bytes(), READER)).toMatchObject({ refused: { code, message: expect.any(String) } });
  });
});

test("a mail whose text part is blank has the text of its HTML", async () => {
  const part = (type: string, text: string) => ["--b", `Content-Type: text/${type}`, "", text];
  const header = [...HEADER, "Content-Type: multipart/alternative; boundary=b", ""];
  const { text, newText } = await read(
    source(...header, ...part("plain", " \r\n"), ...part("html", "<p>Where is it?</p>"), "--b--"),
  );
  expect([text, newText]).toEqual(["Where is it?", "Where is it?"]);
});

test("a subject and names that are cut within a sign stay well-formed", async () => {
  const long = (length: number) => `${"x".repeat(length - 1)}😀`;
  const { subject, from, attachments } = await read(
    source(
      `From: "${long(200)}" <ada@x.example>`,
      `Subject: ${long(1_000)}`,
      `Content-Type: application/pdf; name="${long(200)}"`,
      "",
      "x",
    ),
  );
  const texts = [subject, from?.name, ...attachments.map(({ name }) => name)];
  expect(texts.map((text) => text?.isWellFormed())).toEqual([true, true, true]);
});

test("a mail whose From has no address is its Sender's", async () => {
  const mail = await read(source("From: Robots:;", "Sender: ada@x.example", "", "x"));
  expect(mail.from?.address).toBe("ada@x.example");
});
