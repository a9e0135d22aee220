import { afterAll, beforeAll, expect, test } from "vitest";
import { updateInbox } from "@/server/commands/inboxes/inboxes";
import { sendMessage } from "@/server/commands/messages/send-message";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import { getTickTimeline } from "@/server/queries/messages/get-message";
import type { Tx } from "@/server/store/events/tx";
import { insertMessageEmail } from "@/server/store/messages/message-emails";
import { MAIL_ADDRESS, mail, openMailInbox } from "@/test/support/scenes/mail-inbox";
import { createWorld, type World } from "@/test/support/scenes/world";

const MESSAGE_ID = "out-1@tickline.shop.example";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

/** An inbox with a mail of ours that waits for what becomes of it. */
async function openAnswered() {
  const inbox = await openMailInbox(world);
  const { conversationId, inboxId } = await inbox.storeMessage(mail({}));
  const email = {
    subject: "Re: Order 7",
    from: { name: "Help", address: MAIL_ADDRESS },
    to: [{ name: "Ada", address: "ada@mail.example" }],
    cc: [{ name: "", address: "bob@mail.example" }],
    messageId: MESSAGE_ID,
    inReplyTo: "one@mail.example",
  };
  const send = async (tx: Tx) => {
    const { message } = await sendMessage(tx, {
      conversation: { conversationId },
      content: "It left",
      sentEmail: email,
      sourceId: MESSAGE_ID,
    });
    await insertMessageEmail(tx, {
      messageId: message.id,
      conversationId,
      inboxId,
      mailMessageId: MESSAGE_ID,
      sender: MAIL_ADDRESS,
      subject: "order 7",
      html: null,
      wholeText: "It left",
    });
    return message.id;
  };
  const { admin } = inbox.tenant;
  const messageId = (await world.run(send, admin, undefined)).result;
  const read = { messageId, after: 0, limit: 50, now: world.clock.now };
  return {
    ...inbox,
    messageId,
    message: () => inbox.findMessage(messageId),
    why: async () => (await getTickTimeline(world.database, admin, read)).notRetried,
    signals: async () =>
      (await getTickTimeline(world.database, admin, read)).receipts.map(({ signal, result }) =>
        [signal, result].join(" "),
      ),
  };
}

type Reported = { recipient?: string; action: string; words?: string; original?: string };

const deliveryReport = ({ recipient = "ada@mail.example", action, words, original }: Reported) =>
  `From: Mail Delivery System <MAILER-DAEMON@mx.example>
To: ${MAIL_ADDRESS}
Subject: Undelivered Mail Returned to Sender
Message-ID: <report@mx.example>
Date: Tue, 06 Jan 2026 10:00:00 +0000
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

This is the mail system.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; ${recipient}
Action: ${action}
Status: 5.1.1
Diagnostic-Code: smtp; ${words ?? "250 OK"}

--b
Content-Type: text/rfc822-headers

${original ?? `Message-ID: <${MESSAGE_ID}>`}
Subject: Re: Order 7

--b--
`.replaceAll("\n", "\r\n");

const readReport = (disposition: string) =>
  `From: Ada <ada@mail.example>
To: ${MAIL_ADDRESS}
Subject: Read: Order 7
Message-ID: <read@mail.example>
Content-Type: multipart/report; report-type=disposition-notification; boundary=b

--b
Content-Type: text/plain

Your message was displayed.

--b
Content-Type: message/disposition-notification

Final-Recipient: rfc822; ada@mail.example
Original-Message-ID: <${MESSAGE_ID}>
Disposition: manual-action/MDN-sent-manually; ${disposition}

--b--
`.replaceAll("\n", "\r\n");

const failure = deliveryReport({ action: "failed", words: "550 5.1.1 User unknown" });

test.each([
  ["is the message's if the report encloses the mail", "To: Ada <ada@mail.example>", "failed", "failed"],
  ["is a note if nothing shows whose it is", "X-Other: 1", "pending", "copy_failed"],
])("a failure at an address that the mail does not name %s", async (_, line, status, signal) => {
  const { store, message, signals } = await openAnswered();
  const original = `Message-ID: <${MESSAGE_ID}>\n${line}`;
  await store(deliveryReport({ recipient: "eve@x.example", action: "failed", words: "550 No", original }));
  expect((await message()).status).toBe(status);
  expect(await signals()).toEqual([`${signal} applied`]);
});

test("a failure makes the message failed with the server's words, and is no message", async () => {
  const { store, message, messageId, count } = await openAnswered();
  expect(await store(failure)).toEqual({ kind: "reported", messageId });
  expect(await message()).toMatchObject({
    status: "failed",
    externalError: "ada@mail.example: 550 5.1.1 User unknown",
  });
  expect([await count("message"), await count("conversation")]).toEqual([2, 1]);
});

test("signs of a status that cannot be stored are left out", async () => {
  const { store, message } = await openAnswered();
  const report = failure.replace("Status: 5.1.1", "Status: 5.1.\x001").replace("Diagnostic-Code", "X-Other");
  expect(await store(report)).toMatchObject({ kind: "reported" });
  expect((await message()).externalError).toBe("ada@mail.example: 5.1.1");
});

test("a report that is read again adds nothing", async () => {
  const { store, signals } = await openAnswered();
  const delay = deliveryReport({ action: "delayed", words: "451 Try later" });
  for (const raw of [failure, failure, delay, delay]) await store(raw);
  expect(await signals()).toEqual(["failed applied", "delayed applied"]);
});

test("a delay and the failure of a copy are notes, and the tick stays", async () => {
  const { store, message, signals } = await openAnswered();
  const { status } = await message();
  await store(deliveryReport({ action: "delayed", words: "451 Try later" }));
  await store(deliveryReport({ recipient: "bob@mail.example", action: "failed", words: "550 No" }));
  expect((await message()).status).toBe(status);
  expect(await signals()).toEqual(["delayed applied", "copy_failed applied"]);
});

test("a failure is not retried automatically: mail servers have done that", async () => {
  const { store, message, inbox, tenant, why } = await openAnswered();
  await world.run(updateInbox, tenant.admin, { inboxId: inbox.id, autoRetry: true });
  await store(deliveryReport({ action: "failed", words: "503 Service Unavailable" }));
  expect(await message()).toMatchObject({ status: "failed", retryAt: null });
  expect(await why()).toBe("own_retries");
});

test("delivered, then read; a late failure does not count", async () => {
  const { store, message } = await openAnswered();
  await store(deliveryReport({ action: "delivered" }));
  expect((await message()).status).toBe("delivered");
  await store(failure);
  expect((await message()).status).toBe("delivered");
  await store(readReport("displayed"));
  expect((await message()).status).toBe("read");
});

test.each(["relayed", "expanded"])(
  "a mail that was %s may still come back: its failure counts",
  async (action) => {
    const { store, message, messageId } = await openAnswered();
    const { status } = await message();
    expect(await store(deliveryReport({ action }))).toEqual({ kind: "reported", messageId });
    expect((await message()).status).toBe(status);
    await store(failure);
    expect((await message()).status).toBe("failed");
  },
);

test("a read receipt of a message that a program reported as failed proves that it arrived", async () => {
  const { store, message, messageId, tenant } = await openAnswered();
  await world.run(recordReceipts, tenant.admin, { receipts: [{ messageId, signal: "failed", error: "x" }] });
  await store(readReport("displayed"));
  expect((await message()).status).toBe("read");
});

test("a report on a mail whose Message-ID a server replaced is about the message, too", async () => {
  const { store, message } = await openAnswered();
  const original = `Message-ID: <0100-abc@ses.example>\nX-Tickline-Message: <${MESSAGE_ID}>`;
  await store(deliveryReport({ action: "failed", words: "550 No", original }));
  expect((await message()).status).toBe("failed");
});

test.each([
  [
    "a mail that nobody sent",
    deliveryReport({ action: "failed", original: "Message-ID: <other@tickline.shop.example>" }),
  ],
  ["a customer's own mail", deliveryReport({ action: "failed", original: "Message-ID: <one@mail.example>" })],
])("a report on %s changes nothing", async (_, raw) => {
  const { store, message, count } = await openAnswered();
  const before = await message();
  expect(await store(raw)).toEqual({ kind: "ignored", because: "report" });
  expect(await message()).toEqual(before);
  expect(await count("message")).toBe(2);
});

test("a report in another inbox changes nothing", async () => {
  const { message } = await openAnswered();
  const other = await openMailInbox(world);
  expect(await other.store(failure)).toEqual({ kind: "ignored", because: "report" });
  expect((await message()).status).not.toBe("failed");
});
