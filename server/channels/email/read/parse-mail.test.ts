import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { parseMail } from "./parse-mail";
import { readMail } from "./read-mail";

const reader = { messageIdDomain: "tickline.example" };
const FILLER = `X-Filler: ${"x".repeat(900)}\r\n`.repeat(80);
const mailOf = (header: string) =>
  Buffer.from(
    [
      `${header}From: Li Wen <li@example.test>`,
      "Subject: Two pictures",
      "Content-Type: multipart/mixed; boundary=b",
      "",
      "--b\r\nContent-Type: text/html; charset=iso-8859-1\r\n\r\n<p>Caf\xe9</p><blockquote>Where?</blockquote>",
      "--b\r\nContent-Type: image/png; name=cup.png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=",
      "--b\r\nContent-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR\r\nEND:VCALENDAR",
      "--b--",
    ].join("\r\n"),
    "latin1",
  );

test("a large mail, which is parsed in a thread, is read as a small one is", async () => {
  const small = await readMail(mailOf(""), reader);
  const large = await readMail(mailOf(FILLER), reader);
  const messageId = expect.any(String); // a digest of the bytes
  expect(large).toEqual({ mail: { ...("mail" in small && small.mail), messageId } });
  expect(small).toMatchObject({ mail: { text: "Café\n\n> Where?", attachments: { length: 2 } } });
});

test("what cannot be parsed is refused from a thread too", async () => {
  const nested = Array.from(
    { length: 60 },
    (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\r\n\r\n--b${i}`,
  );
  expect(await readMail(Buffer.from(FILLER + nested.join("\r\n")), reader)).toMatchObject({
    refused: { code: "mail.too_deep" },
  });
});

test("the process does its other work while a costly mail is read", async () => {
  const html = `From: a@b\r\nContent-Type: text/html\r\n\r\n${"<div>x".repeat(50_000)}`;
  let turns = 0;
  const reading = readMail(Buffer.from(html), reader).finally(() => {
    isRead = true;
  });
  let isRead = false;
  for (; !isRead; turns++) await setImmediate();
  expect(await reading).toMatchObject({ mail: { text: expect.stringContaining("x") } });
  expect(turns).toBeGreaterThan(100);
});

test.each([
  ["time", { withinMs: 1, memoryMb: 512 }],
  ["memory", { withinMs: 60_000, memoryMb: 8 }],
])("a mail that takes more %s than a mail may is refused", async (what, limits) => {
  const bytes = Buffer.from(`From: a@b\r\n\r\n${"x\n".repeat(300_000)}`);
  expect(await parseMail(bytes, limits)).toEqual({
    refused: { code: "mail.too_costly", message: `The mail takes more ${what} to read than a mail may.` },
  });
});
