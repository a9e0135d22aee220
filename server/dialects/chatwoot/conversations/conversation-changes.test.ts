import { expect } from "vitest";
import { ok, type Story, show, testStories, toggle, write } from "@/test/support/clients/evolution";

const TOGGLE: Story[] = [
  [
    "24 without a body: an open one is resolved, any other opened",
    async (s) => {
      expect(await toggle(s)).toEqual({
        meta: {},
        payload: {
          success: true,
          conversation_id: s.conversationId,
          current_status: "resolved",
          snoozed_until: null,
        },
      });
      expect((await toggle(s)).payload.current_status).toBe("open");
      await toggle(s, { status: "pending" });
      expect((await toggle(s)).payload.current_status).toBe("open");
    },
  ],
  [
    "24 snoozed until a time in epoch seconds, as a number or as text",
    async (s) => {
      const until = Math.floor(Date.now() / 1000) + 86_400;
      const iso = new Date(until * 1000).toISOString();
      const snoozed = { current_status: "snoozed", snoozed_until: iso };
      expect((await toggle(s, { status: "snoozed", snoozed_until: until })).payload).toMatchObject(snoozed);
      expect((await toggle(s, { status: "snoozed", snoozed_until: `${until}` })).payload).toMatchObject(
        snoozed,
      );
      expect(await show(s)).toMatchObject({ status: "snoozed", snoozed_until: iso });
      await toggle(s, { status: "open", snoozed_until: until });
      expect((await show(s)).snoozed_until).toBeNull();
    },
  ],
  [
    "24 snoozed without a time, until the customer writes",
    async (s) => {
      await toggle(s, { status: "snoozed" });
      expect((await show(s)).snoozed_until).toBeNull();
      await write(s, { content: "hi", message_type: "incoming" });
      expect((await show(s)).status).toBe("open");
    },
  ],
  [
    "24 an agent who opens it is assigned, in one operation; an administrator is not",
    async (s) => {
      const agent = await s.tenant.agent([s.inboxId]);
      await toggle(s, { status: "resolved" });
      await toggle(s, { status: "open" });
      expect((await show(s)).meta).not.toHaveProperty("assignee");
      await toggle(s, { status: "resolved" });
      await ok(agent.post(`${s.conversation}/toggle_status`, { json: { status: "open" } }));
      expect((await show(s)).meta.assignee.id).toBe(agent.caller?.userId);
      await s.api.stamped();
      const operations = await s.api.world.database.query<{ type: string }>(
        `select type, operation_id from event where account_id = $1 and operation_id =
           (select operation_id from event where account_id = $1 and type = 'conversation.assigned')`,
        [s.tenant.accountId],
      );
      expect(operations.map((o) => o.type).sort()).toEqual([
        "conversation.assigned",
        "conversation.status_changed",
      ]);
    },
  ],
  [
    "34 an agent's reply changes no status",
    async (s) => {
      await toggle(s, { status: "pending" });
      await write(s, { content: "we check it" });
      expect((await show(s)).status).toBe("pending");
    },
  ],
  [
    "35 the wait begins with the customer and ends with a reply or a resolve",
    async (s) => {
      const question = await write(s, { content: "hi", message_type: "incoming" });
      expect((await show(s)).waiting_since).toBe(question.created_at);
      await write(s, { content: "note", private: true });
      expect(await show(s)).toMatchObject({ waiting_since: question.created_at, first_reply_created_at: 0 });
      const answered = await write(s, { content: "hello" });
      expect(await show(s)).toMatchObject({ waiting_since: 0, first_reply_created_at: answered.created_at });
    },
  ],
];

const OTHERS: Story[] = [
  [
    "27 an agent's last seen clears the unread count",
    async (s) => {
      const question = await write(s, { content: "hi", message_type: "incoming" });
      expect((await show(s)).unread_count).toBe(1);
      const seen = await ok(s.client.post(`${s.conversation}/update_last_seen`));
      expect(seen).toMatchObject({ unread_count: 0, agent_last_seen_at: question.created_at });
      const { meta } = await ok(s.client.get(s.messages));
      expect(meta.agent_last_seen_at).toMatch(/^\d{4}-.*Z$/);
    },
  ],
  [
    "the badge stops at 10",
    async (s) => {
      for (let i = 0; i < 12; i++) await write(s, { content: `${i}`, message_type: "incoming" });
      expect((await show(s)).unread_count).toBe(10);
    },
  ],
  [
    "32 assigned to an agent, to none, to an unknown one",
    async (s) => {
      const agent = await s.tenant.agent([s.inboxId]);
      const assign = (json: object) => ok(s.client.post(`${s.conversation}/assignments`, { json }));
      const assigneeId = agent.caller?.userId;
      expect(await assign({ assignee_id: `${assigneeId}` })).toMatchObject({
        id: assigneeId,
        role: "agent",
        account_id: s.tenant.accountId,
      });
      expect((await ok(s.client.get(s.messages))).meta.assignee.id).toBe(assigneeId);
      expect(await assign({ team_id: 3 })).toBeNull();
      expect((await show(s)).meta.assignee.id).toBe(assigneeId);
      expect(await assign({ assignee_id: null })).toBeNull();
      expect(await assign({ assignee_id: s.tenant.admin.userId })).not.toBeNull();
      for (const nobody of [0, "0", "nobody"]) {
        expect(await assign({ assignee_id: nobody })).toBeNull();
        expect((await show(s)).meta.assignee).toBeUndefined();
      }
      expect((await show(s)).meta).not.toHaveProperty("assignee");
      await assign({ assignee_id: assigneeId });
      expect(await assign({ assignee_id: 999_999 })).toBeNull();
      expect((await show(s)).meta).not.toHaveProperty("assignee");
    },
  ],
  [
    "32 assigned to an agent who does not see the inbox is refused, and the assignee stays",
    async (s) => {
      const [agent, stranger] = [await s.tenant.agent([s.inboxId]), await s.tenant.agent([])];
      const assign = (assignee_id: unknown) =>
        s.client.post(`${s.conversation}/assignments`, { json: { assignee_id } });
      expect((await assign(agent.caller?.userId)).status).toBe(200);
      expect(await assign(stranger.caller?.userId)).toMatchObject({
        status: 422,
        body: { attributes: ["assignee_id"] },
      });
      expect((await show(s)).meta.assignee.id).toBe(agent.caller?.userId);
    },
  ],
  [
    "33 labels are replaced, read, and left alone when none are given",
    async (s) => {
      const path = `${s.conversation}/labels`;
      const set = (json: object) => ok(s.client.post(path, { json }));
      expect(await set({ labels: ["vip", "parcel"] })).toEqual({ payload: ["parcel", "vip"] });
      expect(await set({ labels: ["late"] })).toEqual({ payload: ["late"] });
      expect(await set({})).toEqual({ payload: ["late"] });
      expect(await ok(s.client.get(path))).toEqual({ payload: ["late"] });
      expect(await set({ labels: [] })).toEqual({ payload: [] });
    },
  ],
];

testStories([
  ["the status of a conversation", TOGGLE],
  ["other changes of a conversation", OTHERS],
]);
