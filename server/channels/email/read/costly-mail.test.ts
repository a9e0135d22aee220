import { expect, test } from "vitest";
import { readMail } from "./read-mail";

/** What follows is read in a second or so; where the work grows with a square, it takes longer than a test may. */
const LINES = 20_000;
const PARTS = 15_000;

const fromServer = (header: string, text: string) =>
  `From: mailer-daemon@x.example\r\n${header}\r\n\r\n${text}`;
const part = (type: string, header: string, body: string) =>
  `--b\r\nContent-Type: ${type}\r\n${header}\r\n${body}\r\n`;

test.each([
  [
    "a report of qmail with many recipients",
    fromServer(
      "Subject: failure notice",
      `Hi. This is the qmail-send program\n${"<a@b>:\nx\n".repeat(LINES)}`,
    ),
  ],
  [
    "a report of Exim with many recipients",
    fromServer(
      `X-Failed-Recipients: ${Array.from({ length: 500 }, (_, i) => `a${i}@b`).join(",")}`,
      `${"some text\n".repeat(2 * LINES)}${Array.from({ length: 500 }, (_, i) => `a${i}@b\n${"y\n".repeat(100)}`).join("")}`,
    ),
  ],
  [
    "a long HTML with many pictures",
    `From: a@b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${part("text/html", "", "c".repeat(8_000_000))}${Array.from(
      { length: PARTS },
      (_, i) => part("image/png", `Content-ID: <c${i}>\r\n`, "x"),
    ).join("")}--b--`,
  ],
  ["an HTML of tags in tags", `From: a@b\r\nContent-Type: text/html\r\n\r\n${"<div>".repeat(400_000)}`],
  ["a mail to very many", `From: a@b\r\nTo: ${"c@d, ".repeat(350_000)}\r\n\r\nx`],
])("%s is read at once", async (_, raw) => {
  expect(await readMail(Buffer.from(raw), { messageIdDomain: "x" })).toHaveProperty("mail");
});
