import { expect, test } from "vitest";
import { sanitizeMail } from "@/server/channels/email/html/sanitize-mail";
import { hostileShapes, type MailShape, readableShapes } from "@/test/support/mail/shapes";
import { readMail } from "./read-mail";

/** What becomes of a mail: its text, or the code of its refusal. */
async function fate({ bytes }: MailShape): Promise<string> {
  const reading = await readMail(bytes, { messageIdDomain: "tickline.example" });
  if ("refused" in reading) return reading.refused.code;
  if (reading.mail.html !== null) sanitizeMail(reading.mail.html);
  return reading.mail.newText;
}

test("each of 300 shapes and more is read with its text", async () => {
  const shapes = readableShapes();
  expect(shapes.length).toBeGreaterThan(300);
  const wrong: string[] = [];
  for (const shape of shapes) {
    const text = await fate(shape);
    if (!("text" in shape) || text !== shape.text) wrong.push(`${shape.name}: ${text}`);
  }
  expect(wrong).toEqual([]);
});

test.each(hostileShapes())("$name: the mail is read, or refused with a reason", async (shape) => {
  const found = await fate(shape);
  if ("code" in shape) expect(found).toBe(shape.code);
  else expect(found).toContain(shape.text);
});
