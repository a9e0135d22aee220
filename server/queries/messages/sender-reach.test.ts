import { afterAll, beforeAll, expect, test } from "vitest";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { createInbox } from "@/server/commands/inboxes/inboxes";
import { deleteMessage, editMessage } from "@/server/commands/messages/edit-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import { type Caller, systemCaller } from "@/server/contract/_shared/caller";
import { createStage, pass, type Stage } from "@/test/guarantees/laws/stage";
import { createWorld, type World } from "@/test/support/scenes/world";
import { getChangeReach } from "./get-change-reach";

const SETTINGS = { url: "https://evolution.example.test", apiKey: "a-key-of-the-server", instance: "shop" };

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const member = ({ admin }: Stage): Caller => admin;
const program = ({ admin, token: { id, name } }: Stage): Caller => ({
  ...admin,
  actor: { type: "token", id, name },
  tokenId: id,
});
const channel = ({ accountId }: Stage): Caller => systemCaller(accountId);

/** A message in an inbox of Evolution API, which WhatsApp has delivered. */
async function sent(s: Stage, writer: Caller): Promise<number> {
  const fields = { name: "WhatsApp", channel: "evolution", settings: SETTINGS } as const;
  const { result: inbox } = await s.run(createInbox, fields);
  const begun = { inboxId: inbox.id, contactId: s.contact.id, startedBy: "other" } as const;
  const { result } = await s.run(createConversation, begun);
  const conversation = { conversationId: result.conversation.id };
  const { message } = (await world.run(sendMessage, writer, { conversation, content: "Monday" })).result;
  await s.run(recordReceipts, {
    receipts: [{ messageId: message.id, signal: "delivered", sourceId: `3EB0${message.id}` }],
  });
  await pass(world, 60_000);
  return message.id;
}

const reach = (s: Stage, messageId: number) =>
  getChangeReach(world.database, s.admin, { messageId, now: world.clock.now });
const settle = (s: Stage, messageId: number, state: "done" | "failed") =>
  world.database.query(
    `update message_change set state = $3, settled_at = $4, error = $5 where account_id = $1 and message_id = $2`,
    [s.accountId, messageId, state, world.clock.now, state === "failed" ? "Message not found" : null],
  );

test.each([
  ["a member", member],
  ["a program", program],
])(
  "the edit of %s is on its way to WhatsApp until it was made there, or failed with a reason",
  async (_, by) => {
    const s = await createStage(world);
    const messageId = await sent(s, by(s));
    expect(await reach(s, messageId)).toEqual({ change: null, next: "sender" });
    await world.run(editMessage, by(s), { messageId, content: "Tuesday" });
    expect(await reach(s, messageId)).toMatchObject({
      change: { state: "waiting", route: "sender", at: null },
    });
    await settle(s, messageId, "done");
    expect(await reach(s, messageId)).toMatchObject({ change: { state: "told", at: expect.any(String) } });
    await pass(world, 1_000);
    await world.run(deleteMessage, by(s), { messageId });
    expect(await reach(s, messageId)).toMatchObject({ change: { state: "waiting" } });
    await settle(s, messageId, "failed");
    expect(await reach(s, messageId)).toMatchObject({
      change: { state: "failed", error: "Message not found" },
    });
  },
);

test("a change that WhatsApp itself reports is not taken there, whoever wrote the message", async () => {
  const s = await createStage(world);
  for (const by of [member, program]) {
    const messageId = await sent(s, by(s));
    await world.run(deleteMessage, channel(s), { messageId });
    expect(await reach(s, messageId)).toMatchObject({ change: { state: "own", route: "sender" } });
  }
});
