import { afterAll, beforeAll, expect, test } from "vitest";
import { deleteMessage, restoreMessage } from "@/server/commands/messages/edit-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import { withdrawMessage } from "@/server/commands/messages/undo-send";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import { getMessageWithHtml } from "@/server/queries/messages/with-html";
import { deleteExpired } from "@/server/store/retention/expiry";
import { mail, openMailInbox } from "@/test/support/scenes/mail-inbox";
import { createWorld, type World } from "@/test/support/scenes/world";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const HOUR_MS = 3_600_000;

/** A mail of ours that has not left. */
async function openSent(more: { holdMs?: number } = {}) {
  const { storeMessage, tenant } = await openMailInbox(world);
  const { admin } = tenant;
  const { conversationId } = await storeMessage(mail({}));
  const input = { conversation: { conversationId }, content: "The secret is 7", ...more };
  const { id: messageId } = (await world.run(sendMessage, admin, input)).result.message;
  const kept = () =>
    world.database.query("select html, whole_text as text from message_email where message_id = $1", [
      messageId,
    ]);
  const shown = async () => (await getMessageWithHtml(world.database, admin, messageId)).email;
  return { admin, messageId, kept, shown };
}

test("a mail that was withdrawn leaves no body, in the database or for readers", async () => {
  const { admin, messageId, kept, shown } = await openSent({ holdMs: 60_000 });
  expect(await kept()).toEqual([{ html: null, text: "The secret is 7" }]);
  await world.run(withdrawMessage, admin, { messageId });
  expect([await kept(), await shown()]).toEqual([[], undefined]);
});

test("the body of a deleted mail is kept as long as its text can be restored", async () => {
  const { admin, messageId, kept, shown } = await openSent();
  const expire = (hours: number) =>
    deleteExpired(world.database, "message_revision", {
      now: new Date(world.clock.now.getTime() + hours * HOUR_MS),
      limit: 100,
    });
  await world.database.query("update send set tries = 1 where message_id = $1", [messageId]);
  const failed = {
    messageId,
    attempt: 1,
    sourceId: null,
    signal: "failed",
    at: world.clock.now,
    error: "550",
  } as const;
  await world.run(recordReceipts, admin, { receipts: [failed] });
  await world.run(deleteMessage, admin, { messageId });
  expect(await shown()).toMatchObject({ html: null, text: "" });
  await expire(23);
  await world.run(restoreMessage, admin, { messageId });
  expect(await shown()).toMatchObject({ text: "The secret is 7" });
  await world.run(deleteMessage, admin, { messageId });
  await expire(25);
  expect(await kept()).toEqual([{ html: null, text: "" }]);
});
