import { expect, test } from "vitest";
import { sendMessage } from "@/server/commands/messages/send-message";
import { setUpWukongim, textPayload } from "@/test/support/clients/wukongim";

const scene = setUpWukongim();

/** The ticks of a customer's conversation: of a message of theirs, one that the backend itself sent, and one of an agent. */
async function converse(): Promise<() => Promise<(string | null)[]>> {
  const { api, tenant } = scene;
  const common = { channel_type: 1, payload: textPayload("Hello") };
  await tenant.client.post("/message/send", { ...common, from_uid: "ann", channel_id: "____system" });
  await tenant.client.post("/message/send", { ...common, channel_id: "ann" });
  const query = <R>(sql: string) => api.world.database.query<R>(sql, [tenant.accountId]);
  const [row] = await query<{ id: number }>("select id from conversation where account_id = $1");
  const conversation = { conversationId: row?.id ?? 0 };
  await api.world.run(sendMessage, tenant.admin, { conversation, content: "How can I help?" });
  return async () => {
    const rows = await query<{ status: string | null }>(
      "select status from message where account_id = $1 and kind = 'message' order by number",
    );
    return rows.map(({ status }) => status);
  };
}

test.each<[string, object]>([
  ["/channel/messagesync", { login_uid: "ann", channel_id: "____system", channel_type: 1 }],
  ["/conversation/sync", { uid: "ann", msg_count: 10 }],
])("a message is sent once a backend has read it for its customer by %s", async (path, body) => {
  const ticks = await converse();
  expect(await ticks()).toEqual([null, "sent", "pending"]);
  expect((await scene.tenant.client.post(path, body)).status).toBe(200);
  await expect.poll(ticks).toEqual([null, "sent", "sent"]);
});

test("a message that the account's own side reads is not sent by that", async () => {
  const ticks = await converse();
  const read = { login_uid: "____system", channel_id: "ann", channel_type: 1 };
  const { body } = await scene.tenant.client.post("/channel/messagesync", read);
  expect(body.messages).toHaveLength(3);
  await scene.tenant.client.post("/channel/messagesync", { ...read, login_uid: "nobody" });
  expect(await ticks()).toEqual([null, "sent", "pending"]);
});
