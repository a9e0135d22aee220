import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { revokeToken } from "@/server/commands/credentials/tokens";
import { CUSTOMER } from "@/server/contract/live/frame";
import { typingSignal } from "@/server/live/presence/presence-messages";
import type { Api } from "@/test/support/clients/api";
import { type CableClient, openCable, openChatwootWithCable, pubsubRoom } from "@/test/support/clients/cable";
import {
  createWireTenant,
  openWireStage,
  type WireClient,
  type WireStage,
} from "@/test/support/clients/chatwoot";

let api: Api;
let stage: WireStage;
const opened: CableClient[] = [];
beforeAll(async () => {
  api = await openChatwootWithCable();
});
beforeEach(async () => {
  stage = await openWireStage(api);
});
afterEach(() => {
  for (const client of opened.splice(0)) client.close();
});
afterAll(() => api.close());

const open = async (): Promise<CableClient> => {
  const client = await openCable(api);
  opened.push(client);
  return client;
};
/** Subscribed with this client's token. */
const listen = async (client: WireClient): Promise<CableClient> => {
  const cable = await open();
  expect(await cable.subscribe(await pubsubRoom(client))).toBe("confirm_subscription");
  return cable;
};
const at = (path = "") => `/conversations/${stage.scene.conversationId}${path}`;

/** Opens the public API and creates a customer with a conversation, who listens. */
async function customer() {
  await fetch(`${api.url}/v1/inboxes/${stage.scene.inboxId}`, {
    method: "PATCH",
    headers: { "content-type": "application/json", authorization: `Bearer ${stage.tenant.client.token}` },
    body: JSON.stringify({ publicApi: true }),
  });
  const base = `/public/api/v1/inboxes/${stage.scene.identifier}/contacts`;
  const { body } = await stage.tenant.anonymous.post(base, { json: { name: "Zoë" } });
  const conversation = (await stage.tenant.anonymous.post(`${base}/${body.source_id}/conversations`)).body;
  const cable = await open();
  const room = { pubsub_token: body.pubsub_token };
  return { cable, room, conversation, path: `${base}/${body.source_id}`, contactId: body.id };
}

describe("a subscription", () => {
  test("begins with who is online, and tells messages and conversations as they happen", async () => {
    const cable = await listen(stage.tenant.client);
    const { id } = (await stage.tenant.client.get("/api/v1/profile")).body;
    expect(await cable.hear("presence.update")).toEqual({
      account_id: stage.tenant.accountId,
      users: { [id]: "online" },
      contacts: {},
    });
    const sent = (await stage.tenant.client.post(at("/messages"), { json: { content: "Hello" } })).body;
    const told = await cable.hear("message.created");
    expect(told).toMatchObject({
      id: sent.id,
      content: "Hello",
      account_id: stage.tenant.accountId,
      conversation_id: stage.scene.conversationId,
      message_type: 1,
      sender_type: "User",
      performer: { id },
      conversation: { assignee_id: null },
    });
    expect(await cable.hear("first.reply.created")).toEqual(told);
    await stage.tenant.client.post(at("/toggle_status"), { json: { status: "resolved" } });
    expect(await cable.hear("conversation.status_changed")).toMatchObject({
      id: stage.scene.conversationId,
      status: "resolved",
      account_id: stage.tenant.accountId,
      meta: { sender: { id: stage.scene.contactId } },
    });
    expect(await cable.hear("message.created")).toMatchObject({ message_type: 2 });
    await stage.tenant.client.patch(at(`/messages/${sent.id}`), { json: { status: "delivered" } });
    expect(await cable.hear("message.updated")).toMatchObject({
      id: sent.id,
      previous_changes: { status: [expect.any(String), "delivered"] },
    });
  });

  test("hears only what its token may see", async () => {
    const other = (
      await stage.tenant.client.post("/inboxes", { json: { name: "B", channel: { type: "api" } } })
    ).body;
    const [stranger, agent] = [
      await listen(await stage.tenant.agent([other.id])),
      await listen(await stage.tenant.agent([stage.scene.inboxId])),
    ];
    const foreign = await createWireTenant(api);
    const abroad = await listen(foreign.client);
    await stage.tenant.client.post(at("/messages"), { json: { content: "A note", private: true } });
    expect(await agent.hear("message.created")).toMatchObject({ content: "A note", private: true });
    await stage.tenant.client.post("/contacts", { json: { name: "Seen by all" } });
    await stranger.hear("contact.created");
    expect(stranger.events()).not.toContain("message.created");
    expect(abroad.events()).toEqual(["presence.update"]);
  });

  test("tells a member, and nobody else, of a new notification", async () => {
    const agent = await stage.tenant.agent([stage.scene.inboxId]);
    const [told, other] = [await listen(agent), await listen(stage.tenant.client)];
    const assignee_id = agent.caller?.userId;
    await stage.tenant.client.post(at("/assignments"), { json: { assignee_id } });
    expect(await told.hear("notification.created")).toMatchObject({
      account_id: stage.tenant.accountId,
      unread_count: 1,
      notification: {
        notification_type: "conversation_assignment",
        primary_actor_id: stage.scene.conversationId,
        read_at: null,
      },
    });
    await stage.tenant.client.post("/contacts", { json: { name: "Seen by all" } });
    await other.hear("contact.created");
    expect(other.events()).not.toContain("notification.created");
  });

  test("tells who types, but not the typist", async () => {
    const agent = await stage.tenant.agent([stage.scene.inboxId]);
    const [typist, reader] = [await listen(agent), await listen(stage.tenant.client)];
    const typing = (isOn: boolean) =>
      typingSignal().notify(
        stage.tenant.accountId,
        {
          displayId: stage.scene.conversationId,
          inboxId: stage.scene.inboxId,
          userId: agent.caller?.userId ?? 0,
        },
        isOn,
      );
    typing(true);
    expect(await reader.hear("conversation.typing_on")).toMatchObject({
      user: { id: agent.caller?.userId, name: "Bo Lind" },
      conversation: { id: stage.scene.conversationId },
      is_private: false,
    });
    typing(false);
    await reader.hear("conversation.typing_off");
    expect(typist.events()).toEqual(["presence.update"]);
  });

  test("ends when its token is revoked", async () => {
    const agent = await stage.tenant.agent([stage.scene.inboxId]);
    const cable = await listen(agent);
    const [token] = await api.world.database.query<{ id: number }>(
      "select id from api_token where account_id = $1 and user_id = $2",
      [stage.tenant.accountId, agent.caller?.userId],
    );
    await api.world.run(revokeToken, stage.tenant.admin, { tokenId: token?.id ?? 0 });
    const witness = await listen(stage.tenant.client);
    // Rights hold for a second.
    for (let sent = 0; !cable.frames.some(({ type }) => type === "disconnect"); sent++) {
      if (sent > 100) throw new Error("still subscribed");
      await stage.tenant.client.post(at("/messages"), { json: { content: `Message ${sent}` } });
      await witness.hear("message.created");
    }
    expect(cable.frames.at(-1)).toEqual({ type: "disconnect", reason: "unauthorized", reconnect: false });
  });

  test.each<[string, () => Promise<object>]>([
    ["without a token", async () => ({ pubsub_token: "" })],
    [
      "with a forged token",
      async () => ({ pubsub_token: `${(await pubsubRoom(stage.tenant.client)).pubsub_token}x` }),
    ],
    ["for another user", async () => ({ ...(await pubsubRoom(stage.tenant.client)), user_id: 999_999 })],
    [
      "for another account",
      async () => ({ ...(await pubsubRoom(stage.tenant.client)), account_id: 999_999 }),
    ],
    ["to another channel", async () => ({ ...(await pubsubRoom(stage.tenant.client)), channel: "Admin" })],
  ])("is rejected %s", async (_, room) => {
    const cable = await open();
    expect(await cable.subscribe(await room())).toBe("reject_subscription");
  });
});

describe("a customer", () => {
  test("hears public messages of their own conversations, and no more", async () => {
    const { cable, room, conversation } = await customer();
    expect(await cable.subscribe(room)).toBe("confirm_subscription");
    expect(await cable.hear("presence.update")).not.toHaveProperty("contacts");
    const own = `/conversations/${conversation.id}/messages`;
    await stage.tenant.client.post(at("/messages"), { json: { content: "To somebody else" } });
    await stage.tenant.client.post(own, { json: { content: "Secret", private: true } });
    await stage.tenant.client.post(own, { json: { content: "Hello" } });
    const told = await cable.hear("message.created");
    expect(told).toMatchObject({ content: "Hello", conversation_id: conversation.id });
    for (const hidden of ["status", "source_id", "private", "performer", "conversation"])
      expect(told).not.toHaveProperty(hidden);
    await stage.tenant.client.post(`/conversations/${conversation.id}/toggle_status`, {
      json: { status: "resolved" },
    });
    expect(await cable.hear("conversation.status_changed")).toMatchObject({ status: "resolved" });
    expect(cable.events()).toEqual(["presence.update", "message.created", "conversation.status_changed"]);
  });

  test("is online for members, and their typing is told to them", async () => {
    const { cable, room, conversation, contactId } = await customer();
    await cable.subscribe(room);
    const member = await listen(stage.tenant.client);
    expect((await member.hear("presence.update")).contacts).toEqual({ [contactId]: "online" });
    member.command("message", await pubsubRoom(stage.tenant.client), { action: "update_presence" });
    await member.hear("presence.update");
    const entry = { displayId: conversation.id, inboxId: stage.scene.inboxId, userId: CUSTOMER };
    typingSignal().notify(stage.tenant.accountId, entry, true);
    expect(await member.hear("conversation.typing_on")).toMatchObject({
      user: { id: contactId, type: "contact" },
    });
  });

  test("hears nothing any more when the inbox has a new public identifier", async () => {
    const { cable, room } = await customer();
    await fetch(`${api.url}/v1/inboxes/${stage.scene.inboxId}/rotate-identifier`, {
      method: "POST",
      headers: { authorization: `Bearer ${stage.tenant.client.token}` },
    });
    expect(await cable.subscribe(room)).toBe("reject_subscription");
  });
});

test("a client that floods the connection is cut off, and damaged commands are ignored", async () => {
  const cable = await listen(stage.tenant.client);
  for (let sent = 0; sent < 100; sent++) cable.command("message", { sent }, { action: "update_presence" });
  await cable.closed;
  const other = await open();
  other.command("\u0000", {});
  other.command("subscribe", { pubsub_token: { no: "text" } });
  expect(await other.subscribe({ pubsub_token: "no.token" })).toBe("reject_subscription");
});

test("the process that ends tells its clients to connect again", async () => {
  const own = await openChatwootWithCable();
  const cable = await openCable(own);
  await own.close();
  await cable.closed;
  expect(cable.frames.at(-1)).toEqual({ type: "disconnect", reason: "server_restart", reconnect: true });
});
