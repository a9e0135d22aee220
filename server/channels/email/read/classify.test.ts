import { describe, expect, test } from "vitest";
import type { MailKind, ReadMail } from "./mail";
import { readMail } from "./read-mail";

async function read(...lines: readonly string[]): Promise<ReadMail> {
  const reading = await readMail(Buffer.from(lines.join("\r\n")), { messageIdDomain: "tickline.example" });
  if ("refused" in reading) throw new Error(reading.refused.message);
  return reading.mail;
}

test.each<[MailKind["type"], string]>([
  ["auto_reply", "Auto-Submitted: auto-replied (vacation)"],
  ["auto_reply", "X-Autoreply: yes"],
  ["auto_reply", "Precedence: auto_reply"],
  ["list", "Auto-Submitted: auto-generated"],
  ["list", "List-Id: <news.x.example>"],
  ["list", "List-Unsubscribe: <https://x.example/u>"],
  ["list", "Precedence: bulk"],
  ["own", "Message-ID: <5.1@tickline.example>"],
  ["own", "X-Tickline-Message: 5@tickline.example"],
  ["mail", "X-Tickline-Message: 5@other.example"],
  ["mail", "Auto-Submitted: no"],
  ["mail", "Message-ID: <5@not-tickline.example>"],
  ["mail", "X-Failed-Recipients: ada@x.example"],
])("a mail is %s by %s", async (type, line) => {
  expect((await read("From: a@x.example", line, "", "x")).kind).toMatchObject({ type });
});

test.each<[MailKind["type"], ...string[]]>([
  ["auto_reply", "Subject: Automatic reply: Order 7", "Auto-Submitted: auto-generated"],
  ["auto_reply", "Subject: =?utf-8?B?6Ieq5Yqo562U5aSNOiDorqLljZU=?=", "In-Reply-To: <7@tickline.example>"],
  ["auto_reply", "Subject: Réponse automatique : commande", "In-Reply-To: <7@tickline.example>"],
  ["list", "Subject: Order 7 has changed", "Auto-Submitted: auto-generated"],
  ["mail", "Subject: Re: Automatic reply: Order 7", "In-Reply-To: <7@tickline.example>"],
  ["mail", "Subject: Automatic reply: how do I set one up?"],
])("Exchange's automatic answers are known by their subject: %s, %s", async (type, ...lines) => {
  expect((await read("From: a@x.example", ...lines, "", "x")).kind).toEqual({ type });
});

const report = (type: string, part: string, lines: string[]) => [
  "From: MAILER-DAEMON@x.example",
  `Content-Type: multipart/report; report-type=${type}; boundary=b`,
  "",
  "--b",
  "",
  "Words for people.",
  "--b",
  `Content-Type: message/${part}`,
  "",
  ...lines,
  "--b",
  "Content-Type: text/rfc822-headers",
  "",
  "Subject: Order",
  "Message-ID: <7@tickline.example>",
  "--b--",
];

describe("a report on a mail of ours", () => {
  test("is read for each recipient", async () => {
    const { kind } = await read(
      ...report("delivery-status", "delivery-status", [
        "Reporting-MTA: dns; mx.x.example",
        "",
        "Final-Recipient: rfc822; ada@x.example",
        "Action: failed",
        "Status: 5.1.1 (no such user)",
        "Diagnostic-Code: smtp; 550 5.1.1 No",
        " such user",
        "",
        "Original-Recipient: rfc822;Bob@x.example",
        "Final-Recipient: rfc822;b@y.example",
        "Action: Delayed",
        "Status: 4.4.1",
        "",
        "Final-Recipient: rfc822;c@y.example",
        "Action: expanded",
      ]),
    );
    expect(kind).toEqual({
      type: "bounce",
      originalMessageId: "7@tickline.example",
      enclosedTo: [],
      recipients: [
        { address: "ada@x.example", action: "failed", status: "5.1.1", diagnostic: "550 5.1.1 No such user" },
        {
          ...{ address: "Bob@x.example", finalAddress: "b@y.example" },
          ...{ action: "delayed", status: "4.4.1", diagnostic: null },
        },
        { address: "c@y.example", action: "relayed", status: null, diagnostic: null },
      ],
    });
  });

  test("is read in the form of Exim without a part for programs", async () => {
    const mail = await read(
      "From: Mailer-Daemon@x.example",
      "X-Failed-Recipients: ada@x.example",
      "References: <7@tickline.example>",
      "",
      "The following address(es) failed:",
      "",
      "  ada@x.example",
      "    host mx: 550 unknown user",
      "",
      "------ This is a copy",
    );
    expect(mail.kind).toMatchObject({
      originalMessageId: "7@tickline.example",
      recipients: [{ address: "ada@x.example", action: "failed", diagnostic: "host mx: 550 unknown user" }],
    });
  });

  test("is read in the form of an older Exim, which names the mail by its copy alone", async () => {
    const mail = await read(
      "From: Mailer-Daemon@x.example",
      "X-Failed-Recipients: ada@x.example",
      "",
      "  ada@x.example",
      "    host mx: 550 unknown user",
      "",
      "------ This is a copy of the message, including all the headers. ------",
      "",
      "Message-ID: <0100@ses.example>",
      "X-Tickline-Message: <7@tickline.example>",
      "",
      "Hello",
    );
    expect(mail.kind).toMatchObject({ type: "bounce", originalMessageId: "7@tickline.example" });
  });

  test("is read in the form of qmail", async () => {
    const mail = await read(
      "Return-Path: <>",
      "From: postmaster@x.example",
      "",
      "Hi. This is the qmail-send program at x.example.",
      "",
      "<ada@x.example>:",
      "Sorry, no mailbox here by that name. (#5.1.1)",
      "",
      "--- Below this line is a copy of the message.",
      "",
      "Return-Path: <help@shop.example>",
      "Received: from mail.shop.example",
      "  by x.example",
      "Message-ID: <7@tickline.example>",
      "",
      "Message-ID: <quoted@tickline.example>",
    );
    expect(mail.kind).toMatchObject({
      originalMessageId: "7@tickline.example",
      recipients: [{ address: "ada@x.example", diagnostic: "Sorry, no mailbox here by that name. (#5.1.1)" }],
    });
  });

  test("of the reader's program is a read receipt", async () => {
    const { kind } = await read(
      ...report("disposition-notification", "disposition-notification", [
        "Final-Recipient: rfc822;ada@x.example",
        "Original-Message-ID: <8@tickline.example>",
        "Disposition: manual-action/MDN-sent-manually; Displayed",
      ]),
    );
    expect(kind).toEqual({
      type: "read_receipt",
      recipient: "ada@x.example",
      disposition: "displayed",
      originalMessageId: "8@tickline.example",
    });
  });
});

test.each<[ReadMail["authentication"], string[]]>([
  [
    { dmarc: "fail", fromDomain: "x.example" },
    ["mx.h; dkim=none; dmarc=fail (p=REJECT) header.from=X.example"],
  ],
  [{ dmarc: "pass", fromDomain: "x.example" }, ["mx.h; dkim=pass", "mx.h; dmarc=pass header.from=x.example"]],
  [{ dmarc: "none", fromDomain: null }, ["mx.h; dkim=pass", "other; dmarc=pass header.from=x.example"]],
  [
    { dmarc: "fail", fromDomain: "x.example" },
    ["spf=fail smtp.mailfrom=y; dmarc=fail action=none header.from=x.example;"],
  ],
  [{ dmarc: "none", fromDomain: null }, ["mx.h; dmarc=bestguesspass"]],
  [{ dmarc: "none", fromDomain: null }, []],
])("the receiving server's result is %o", async (authentication, results) => {
  const mail = await read(
    "From: a@x.example",
    ...results.map((one) => `Authentication-Results: ${one}`),
    "",
    "x",
  );
  expect(mail.authentication).toEqual(authentication);
});

test.each<[string | null, string]>([
  ["x-spam-flag", "X-Spam-Flag: YES"],
  ["x-spam-flag", "X-Spam-Flag: true"],
  ["x-spam-status", "X-Spam-Status: Yes, score=9.1"],
  ["x-spam", "X-Spam: true"],
  ["x-spam", "X-Spam: yes"],
  ["x-ms-exchange-organization-scl", "X-MS-Exchange-Organization-SCL: 6"],
  ["x-forefront-antispam-report", "X-Forefront-Antispam-Report: CIP:1.2.3.4;SCL:9;SRV:"],
  [null, "X-Spam-Flag: NO"],
  [null, "X-Spam: false"],
  [null, "X-Spam: Trueman's shop"],
  [null, "X-MS-Exchange-Organization-SCL: -1"],
])("the filter %s decides by %s", async (by, line) => {
  expect((await read("From: a@x.example", line, "", "x")).spam).toEqual({ isSpam: by !== null, by });
});

test("a customer's mail that encloses a report is no report", async () => {
  const lines = report("delivery-status", "delivery-status", [
    "Final-Recipient: rfc822; help@example.com",
    "Action: failed",
  ]).map((line) =>
    line
      .replace("MAILER-DAEMON@x.example", "Ada <ada@x.example>")
      .replace("multipart/report; report-type=delivery-status;", "multipart/mixed;"),
  );
  expect((await read(...lines)).kind).toEqual({ type: "mail" });
});

test("a customer's mail that encloses a read receipt is no read receipt", async () => {
  const lines = report("disposition-notification", "disposition-notification", [
    "Final-Recipient: rfc822; help@example.com",
    "Disposition: manual-action/MDN-sent-manually; displayed",
  ]).map((line) =>
    line
      .replace("MAILER-DAEMON@x.example", "Ada <ada@x.example>")
      .replace("multipart/report; report-type=disposition-notification;", "multipart/mixed;"),
  );
  expect((await read(...lines)).kind).toEqual({ type: "mail" });
});
