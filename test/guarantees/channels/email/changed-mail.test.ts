import { afterAll, beforeAll, expect, test } from "vitest";
import { deleteMessage, editMessage } from "@/server/commands/messages/edit-message";
import { type SendMessage, sendMessage } from "@/server/commands/messages/send-message";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import { getMessageWithHtml } from "@/server/queries/messages/with-html";
import { mail, openMailInbox } from "@/test/support/scenes/mail-inbox";
import { createWorld, type World } from "@/test/support/scenes/world";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

/** A mail of ours with a word that its writer did not want to send. */
async function openMail(more: Partial<SendMessage> = {}) {
  const { tenant, storeMessage } = await openMailInbox(world);
  const { admin } = tenant;
  const { conversationId } = await storeMessage(mail({}));
  const send = async (input: Omit<SendMessage, "conversation">) =>
    (await world.run(sendMessage, admin, { conversation: { conversationId }, ...input })).result.message;
  const { id } = await send({ content: "The password is swordfish", ...more });
  const forward = () =>
    send({ content: "", email: { to: [{ address: "bob@supplier.example" }], forwards: id } });
  return { admin, messageId: id, forward };
}

test("a mail that was changed before it left is shown and forwarded as it was sent", async () => {
  const { admin, messageId, forward } = await openMail({ holdMs: 10_000 });
  await world.run(editMessage, admin, { messageId, content: "The password comes by post" });
  const { email } = await getMessageWithHtml(world.database, admin, messageId);
  expect(email).toMatchObject({ html: null, text: "The password comes by post" });
  const { content } = await forward();
  expect(content).toContain("The password comes by post");
  expect(content).not.toContain("swordfish");
});

test("a mail that failed and was deleted is not forwarded", async () => {
  const { admin, messageId, forward } = await openMail();
  const receipts = [{ messageId, signal: "failed" as const, sourceId: "mail-1", error: "550 no such user" }];
  await world.run(recordReceipts, admin, { receipts });
  await world.run(deleteMessage, admin, { messageId });
  await expect(forward()).rejects.toMatchObject({ refusal: "message.deleted" });
});
