import { expect } from "vitest";
import { wireClient } from "@/test/support/clients/chatwoot";
import { ok, type Scene, type Story, show, testStories, toggle } from "@/test/support/clients/evolution";

const LIA = { name: "Lia", outgoing_url: "https://bots.example.com/lia" };

/** A bot that is linked to the scene's inbox, and a client with its token. */
async function linkBot(s: Scene) {
  const bot = await ok(s.client.post("/agent_bots", { json: LIA }));
  await ok(s.client.post(`/inboxes/${s.inboxId}/set_agent_bot`, { json: { agent_bot: bot.id } }));
  return { bot, lia: wireClient(s.api, { accountId: s.tenant.accountId, token: bot.access_token }) };
}

const BOTS: Story[] = [
  [
    "8 a bot answers in its own name, also by messages that ask for something",
    async (s) => {
      const { bot, lia } = await linkBot(s);
      const written = await ok(lia.post(s.messages, { json: { content: "Hello" } }));
      expect(written).toMatchObject({
        content: "Hello",
        message_type: 1,
        sender: { id: bot.id, name: "Lia", type: "agent_bot" },
      });
      const items = [{ title: "Yes", value: "y" }];
      const select = { content_type: "input_select", content_attributes: { items } };
      expect((await ok(lia.post(s.messages, { json: select }))).content_attributes.items).toEqual(items);
      const cards = {
        content_type: "cards",
        content_attributes: {
          items: [{ title: "A", actions: [{ type: "link", text: "Go", uri: "https://a.b" }] }],
        },
      };
      expect((await ok(lia.post(s.messages, { json: cards }))).content_type).toBe("cards");
      expect((await ok(s.client.get(s.messages))).payload.length).toBe(3);
      for (const [content_type, content_attributes] of [
        ["input_select", {}],
        ["input_select", { items: [{ title: "Yes" }] }],
        ["cards", { items: [{ title: "A", actions: [] }] }],
        ["form", { items: ["x"] }],
        ["article", { items: [{ title: "A", link: " " }] }],
      ] as const) {
        const { status, body } = await lia.post(s.messages, { json: { content_type, content_attributes } });
        expect([content_type, status, typeof body.error]).toEqual([content_type, 422, "string"]);
      }
    },
  ],
  [
    "24 a bot snoozes a conversation and hands a pending one over, assigned to nobody",
    async (s) => {
      const { lia } = await linkBot(s);
      const status = (json: object) => ok(lia.post(`${s.conversation}/toggle_status`, { json }));
      expect((await status({ status: "snoozed" })).payload.current_status).toBe("snoozed");
      await toggle(s, { status: "pending" });
      expect((await status({ status: "open" })).payload.current_status).toBe("open");
      expect((await show(s)).meta.assignee).toBeUndefined();
    },
  ],
  [
    "25, 26, 30 a bot sets the priority, types and replaces attributes",
    async (s) => {
      const { lia } = await linkBot(s);
      expect(
        (await lia.post(`${s.conversation}/toggle_priority`, { json: { priority: "high" } })).status,
      ).toBe(200);
      expect(
        (await lia.post(`${s.conversation}/toggle_typing_status`, { json: { typing_status: "on" } })).status,
      ).toBe(200);
      const json = { custom_attributes: { order: "7" } };
      expect(await ok(lia.post(`${s.conversation}/custom_attributes`, { json }))).toEqual(json);
      expect((await ok(lia.get(s.conversation))).priority).toBe("high");
    },
  ],
  [
    "32 a bot assigns an agent and labels, and begins a conversation",
    async (s) => {
      const { lia } = await linkBot(s);
      const { userId } = s.tenant.admin;
      const assigned = await ok(lia.post(`${s.conversation}/assignments`, { json: { assignee_id: userId } }));
      expect(assigned.id).toBe(userId);
      expect((await ok(lia.post(`${s.conversation}/labels`, { json: { labels: ["vip"] } }))).payload).toEqual(
        ["vip"],
      );
      const json = { inbox_id: s.inboxId, contact_id: s.contactId };
      expect((await ok(lia.post("/conversations", { json }))).inbox_id).toBe(s.inboxId);
    },
  ],
  [
    "32 a bot is refused in inboxes that it is not linked to, also after its link",
    async (s) => {
      const { lia } = await linkBot(s);
      const other = await ok(
        s.client.post("/inboxes", { json: { name: "Other", channel: { type: "api" } } }),
      );
      const json = { inbox_id: other.id, contact_id: s.contactId };
      const { id } = await ok(s.client.post("/conversations", { json }));
      expect((await lia.get(`/conversations/${id}`)).status).toBe(401);
      expect(
        (await lia.post(`/conversations/${id}/assignments`, { json: { assignee_id: null } })).status,
      ).toBe(401);
      expect((await lia.post(`/conversations/${id}/messages`, { json: { content: "x" } })).status).toBe(401);
    },
  ],
  [
    "a bot's token opens nothing else: no other route here, and no other API",
    async (s) => {
      const { bot, lia } = await linkBot(s);
      for (const path of [
        "",
        "/agents",
        "/contacts",
        "/conversations",
        "/inboxes",
        s.messages,
        `${s.conversation}/participants`,
      ]) {
        const { status, body } = await lia.get(path);
        expect([path, status, body.error]).toEqual([
          path,
          401,
          "Access to this endpoint is not authorized for bots",
        ]);
      }
      expect((await lia.get("/api/v1/profile")).status).toBe(401);
      expect((await lia.delete(s.conversation)).status).toBe(401);
      const headers = { authorization: `Bearer ${bot.access_token}` };
      expect((await fetch(`${s.api.url}/v1/conversations`, { headers })).status).toBe(401);
    },
  ],
  [
    "a bot that is created twice under one key has one token, which is not stored as text",
    async (s) => {
      const body = { json: LIA, headers: { "idempotency-key": "bot-1" } };
      const made = await ok(s.client.post("/agent_bots", body));
      expect(await ok(s.client.post("/agent_bots", body))).toEqual(made);
      const kept = await s.api.world.database.query(
        "select i::text as text from idempotency i where account_id = $1",
        [s.tenant.accountId],
      );
      expect(kept.length).toBeGreaterThan(0);
      for (const secret of [made.access_token, made.secret])
        expect(JSON.stringify(kept)).not.toContain(secret);
    },
  ],
  [
    "a reset ends the earlier token, and so does deleting the bot",
    async (s) => {
      const { bot, lia } = await linkBot(s);
      expect((await ok(s.client.get(`/agent_bots/${bot.id}`))).access_token).toBeNull();
      const reset = await ok(s.client.post(`/agent_bots/${bot.id}/reset_access_token`));
      expect(reset).toMatchObject({ id: bot.id, access_token: expect.stringMatching(/^[\w-]{43}$/) });
      expect((await lia.get(s.conversation)).status).toBe(401);
      const again = wireClient(s.api, { accountId: s.tenant.accountId, token: reset.access_token });
      expect((await again.get(s.conversation)).status).toBe(200);
      await s.client.delete(`/agent_bots/${bot.id}`);
      expect((await again.get(s.conversation)).status).toBe(401);
      const agent = await s.tenant.agent([s.inboxId]);
      expect((await agent.post(`/agent_bots/${bot.id}/reset_access_token`)).status).toBe(401);
    },
  ],
];

testStories([["bots with a token of their own", BOTS]]);
