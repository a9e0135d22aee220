import { describe, expect, test } from "vitest";
import type { ReadMail } from "@/server/channels/email/read/mail";
import { readMail } from "@/server/channels/email/read/read-mail";
import { composeMail, type MailDraft } from "./compose-mail";
import { markupHtml, markupText } from "./markup-html";

const DRAFT: MailDraft = {
  messageId: "9@tickline.example",
  inReplyTo: "2@x.example",
  references: ["1@x.example", "2@x.example"],
  from: { name: "Help, Inc. “团队”", address: "help@example.com" },
  replyTo: "help+c-1z-abc@example.com",
  to: [{ name: "Ada", address: "ada@x.example" }],
  cc: [{ name: "", address: "bob@x.example" }],
  bcc: [{ name: "", address: "eve@x.example" }],
  subject: "Re: 订单",
  text: "Hello **you**",
  signature: "Ben",
  attachments: [],
  sentAt: new Date("2026-03-20T12:00:00Z"),
  isAutomatic: false,
};

async function sent(more: Partial<MailDraft>) {
  const composed = await composeMail({ ...DRAFT, ...more });
  if ("refused" in composed) throw new Error(composed.refused);
  const raw = Buffer.from(composed.mail.raw).toString();
  return { raw, envelope: composed.mail.envelope, header: raw.slice(0, raw.indexOf("\r\n\r\n")) };
}

async function read(raw: string): Promise<ReadMail> {
  const reading = await readMail(Buffer.from(raw), { messageIdDomain: "tickline.example" });
  if ("refused" in reading) throw new Error(reading.refused.message);
  return reading.mail;
}

test("a mail is read as it was written, and is recognised as our own", async () => {
  const { raw, envelope, header } = await sent({});
  expect(envelope).toEqual({
    from: "help@example.com",
    to: ["ada@x.example", "bob@x.example", "eve@x.example"],
  });
  expect(header).not.toContain("eve@x.example");
  expect(await read(raw)).toMatchObject({
    messageId: "9@tickline.example",
    inReplyTo: "2@x.example",
    references: ["1@x.example", "2@x.example"],
    from: DRAFT.from,
    replyTo: { address: DRAFT.replyTo },
    to: DRAFT.to,
    cc: DRAFT.cc,
    subject: DRAFT.subject,
    sentAt: DRAFT.sentAt,
    newText: "Hello you",
    kind: { type: "own", messageId: "9@tickline.example" },
  });
});

test("files and pictures arrive with their bytes, names and Content-IDs", async () => {
  const { raw } = await sent({
    attachments: [
      {
        name: "账单.pdf",
        contentType: "application/pdf",
        content: Buffer.from([0, 255, 13]),
        contentId: null,
      },
      { name: "a.png", contentType: "image/png\r\nX-Evil: 1", content: Buffer.from("x"), contentId: "pic@t" },
    ],
  });
  const { attachments, html } = await read(raw);
  expect(html).toContain('src="cid:pic@t"');
  expect(attachments.map(({ name, contentId }) => [name, contentId]).sort()).toEqual([
    ["a.png", "pic@t"],
    ["账单.pdf", null],
  ]);
  expect(attachments.map(({ content }) => [...content])).toContainEqual([0, 255, 13]);
  expect(raw).not.toContain("X-Evil");
});

test("a mail that a program writes is marked as such", async () => {
  expect((await sent({ isAutomatic: true })).header).toContain("Auto-Submitted: auto-generated");
  expect((await sent({})).header).not.toContain("Auto-Submitted");
});

test("references are bounded, and end with the mail that is answered", async () => {
  const references = Array.from({ length: 500 }, (_, at) => `${at}@x.example`);
  const mail = await read((await sent({ references, inReplyTo: "3@x.example" })).raw);
  expect([mail.references.length, mail.references[0], mail.references.at(-1)]).toEqual([
    50,
    "0@x.example",
    "3@x.example",
  ]);
});

describe("no value adds a header or a recipient", () => {
  const EVIL = "x\r\nBcc: evil@x.example\r\n\r\nbody\u0000\u2028";
  test.each<Partial<MailDraft>>([
    { subject: EVIL },
    { from: { name: EVIL, address: "help@example.com" } },
    { to: [{ name: `${EVIL}", <evil@x.example>,`, address: "ada@x.example" }] },
    { attachments: [{ name: EVIL, contentType: EVIL, content: Buffer.from("x"), contentId: EVIL }] },
  ])("%o", async (more) => {
    const { header, envelope, raw } = await sent(more);
    expect(header.toLowerCase().split("\r\n")).not.toContainEqual(expect.stringMatching(/^bcc:/));
    expect(envelope.to).not.toContain("evil@x.example");
    expect((await read(raw)).to.map(({ address }) => address)).toEqual(["ada@x.example"]);
  });

  test.each<[string, Partial<MailDraft>]>([
    ["no recipient", { to: [], cc: [], bcc: [] }],
    ["a line break in an address", { to: [{ name: "", address: "a@x.example\r\nBcc: b@x.example" }] }],
    ["two addresses in one", { cc: [{ name: "", address: "a@x.example,b@x.example" }] }],
    ["an address in brackets", { bcc: [{ name: "", address: "<a@x.example>" }] }],
    ["a reply address with a blank", { replyTo: "a b@x.example" }],
    ["a Message-ID with a line break", { messageId: "a@x\r\nBcc: b@x.example" }],
    ["a reference with brackets", { references: ["a@x> <b@x"] }],
  ])("%s is refused", async (_, more) => {
    expect(await composeMail({ ...DRAFT, ...more })).toEqual({ refused: expect.any(String) });
  });
});

test("the markup of a message becomes HTML in which text stays text", () => {
  const text =
    'Hi <b> & **bold** _it_ ~~no~~ `x`\n\n[a"b](https://x.example/?a=1&b)\n> q1\n> q2\n- one\n- two\n3. three\n```\n<i>\n```';
  expect(markupHtml(text)).toBe(
    [
      '<p dir="auto">Hi &lt;b&gt; &amp; <strong>bold</strong> <em>it</em> <s>no</s> <code>x</code></p>',
      '<p dir="auto"><a href="https://x.example/?a=1&amp;b">a&quot;b</a></p>',
      '<blockquote type="cite" style="margin:0 0 0 8px;padding-left:8px;border-left:2px solid #ccc">q1<br>',
      "q2</blockquote>",
      "<ul>\n<li>one</li>\n<li>two</li>\n</ul>",
      '<ol start="3">\n<li>three</li>\n</ol>',
      '<pre style="padding:8px;background:#f4f4f4;white-space:pre-wrap">&lt;i&gt;</pre>',
    ].join("\n"),
  );
  expect(markupText(text)).toContain(
    'bold it no x\n\na"b (https://x.example/?a=1&b)\n> q1\n> q2\n• one\n• two\n3. three\n<i>',
  );
});

test("a domain with other letters than ASCII is sent to the server in its ASCII form", async () => {
  const { envelope, header } = await sent({
    from: { name: "", address: "help@bücher.example" },
    to: [{ name: "", address: "ada@münchen.example" }],
    cc: [],
    bcc: [],
  });
  expect(envelope).toEqual({ from: "help@xn--bcher-kva.example", to: ["ada@xn--mnchen-3ya.example"] });
  expect(header).toContain("xn--mnchen-3ya.example");
});
