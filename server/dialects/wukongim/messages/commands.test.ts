import { afterAll, beforeAll, expect, test } from "vitest";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { createInbox } from "@/server/commands/inboxes/inboxes";
import { sendCommandMessage } from "@/server/commands/messages/command-messages";
import { listCommandMessagesOf } from "@/server/queries/messages/command-messages";
import type { Api } from "@/test/support/clients/api";
import { createWukongimTenant, openWukongim, textPayload } from "@/test/support/clients/wukongim";

let api: Api;
beforeAll(async () => {
  api = await openWukongim();
});
afterAll(() => api.close());

test("a user's clients read and acknowledge the command messages of their inbox, not those of others", async () => {
  const { client, admin, accountId } = await createWukongimTenant(api);
  const command = { channel_id: "ann", channel_type: 1, header: { sync_once: 1 } };
  await client.post("/message/send", { ...command, payload: textPayload("first") });
  const [row] = await api.world.database.query<{ id: number }>(
    "select contact_id as id from contact_inbox where account_id = $1 and source_id = 'ann'",
    [accountId],
  );
  const contactId = row?.id ?? 0;
  const { id: inboxId } = (await api.world.run(createInbox, admin, { name: "Website", channel: "api" }))
    .result;
  const begun = { inboxId, contactId, startedBy: "other" as const };
  const { id } = (await api.world.run(createConversation, admin, begun)).result.conversation;
  const elsewhere = { conversation: { conversationId: id }, content: "of the website" };
  await api.world.run(sendCommandMessage, admin, elsewhere);
  await client.post("/message/send", { ...command, payload: textPayload("third") });

  const sync = async () => (await client.post("/message/sync", { uid: "ann" })).body;
  expect((await sync()).map((one: { message_seq: number }) => one.message_seq)).toEqual([1, 3]);
  await client.post("/message/syncack", { uid: "ann", last_message_seq: 3 });
  expect(await sync()).toEqual([]);
  const now = api.world.clock.now;
  const { data } = await listCommandMessagesOf(api.world.database, admin, { contactId, limit: 10, now });
  expect(data.map(({ number }) => number)).toEqual([2]);
});
