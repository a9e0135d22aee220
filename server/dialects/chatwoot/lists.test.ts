import { describe, expect } from "vitest";
import { indexWords } from "@/server/worker/jobs/rework";
import { ok, type Scene, type Story, show, testStories, write } from "@/test/support/clients/evolution";

describe("notifications", () => {
  const NOTIFICATIONS: Story[] = [
    [
      "the caller's notifications, read one by one or all at once",
      async (s) => {
        const agent = await s.tenant.agent([s.inboxId]);
        const { id } = await ok(agent.get("/api/v1/profile"));
        const assign = () =>
          ok(s.client.post(`${s.conversation}/assignments`, { json: { assignee_id: id } }));
        await assign();
        const { meta, payload } = (await ok(agent.get("/notifications"))).data;
        expect(meta).toEqual({ unread_count: 1, count: 1, current_page: 1 });
        expect(payload).toMatchObject([
          {
            notification_type: "conversation_assignment",
            primary_actor_type: "Conversation",
            primary_actor: { id: s.conversationId },
            secondary_actor: { id: s.tenant.admin.userId, name: "Ada Duarte" },
            read_at: null,
          },
        ]);
        const read = await ok(agent.patch(`/notifications/${payload[0].id}`));
        expect(read).toEqual({ ...payload[0], read_at: expect.any(String) });
        expect(await ok(agent.get("/notifications/unread_count"))).toBe(0);
        await ok(s.client.post(`${s.conversation}/assignments`, { json: { assignee_id: null } }));
        await assign();
        expect(await ok(agent.get("/notifications/unread_count"))).toBe(1);
        await ok(agent.post("/notifications/read_all"));
        expect(await ok(agent.get("/notifications/unread_count"))).toBe(0);
        expect((await agent.get("/notifications?page=21")).body.message).toBe("Page must be at most 20");
        expect((await s.client.patch(`/notifications/${payload[0].id}`)).status).toBe(404);
      },
    ],
  ];

  const COUNTED: Story[] = [
    [
      "the count is that of all pages",
      async (s) => {
        const agent = await s.tenant.agent([s.inboxId]);
        const json = { inbox_id: s.inboxId, contact_id: s.contactId, assignee_id: agent.caller?.userId };
        for (let i = 0; i < 16; i++) await ok(s.client.post("/conversations", { json }));
        const read = async (page: number) => {
          const { meta, payload } = (await ok(agent.get(`/notifications?page=${page}`))).data;
          return [meta.count, payload.length];
        };
        expect([await read(1), await read(2), await read(3)]).toEqual([
          [16, 15],
          [16, 1],
          [16, 0],
        ]);
      },
    ],
  ];

  const BULK: Story[] = [
    [
      "a bulk action begins one bulk operation for each kind of change",
      async (s) => {
        const json = {
          type: "Conversation",
          ids: [s.conversationId],
          fields: { status: "resolved", assignee_id: 0, team_id: 0 },
          labels: { add: ["vip"] },
        };
        await ok(s.client.post("/bulk_actions", { json }));
        const rows = await s.api.world.database.query<{ action: string; params: object; total: number }>(
          "select action, params, total from bulk_operation where account_id = $1 order by id",
          [s.tenant.accountId],
        );
        expect(rows).toEqual([
          { action: "status", params: { signal: "resolve" }, total: 1 },
          { action: "assign", params: { assigneeId: null }, total: 1 },
          { action: "team", params: { teamId: null }, total: 1 },
          { action: "label", params: { add: ["vip"], remove: [] }, total: 1 },
        ]);
        expect((await show(s)).status).toBe("open");
        for (const wrong of [{ type: "Contact" }, { ids: [] }, { fields: { status: "done" } }])
          expect((await s.client.post("/bulk_actions", { json: { ...json, ...wrong } })).status).toBe(422);
      },
    ],
  ];

  const LINKS: Story[] = [
    [
      "41 a contact is found by its source id in an inbox that the caller sees",
      async (s) => {
        const contact = { name: "Zoë", inbox_id: s.inboxId, source_id: "wa:1" };
        const made = (await ok(s.client.post("/contacts", { json: contact }))).payload.contact;
        const json = { inbox_id: s.inboxId, source_id: "wa:1" };
        expect(await ok(s.client.post("/contact_inboxes/filter", { json }))).toEqual(made);
        const unknown = { ...json, source_id: "wa:2" };
        expect((await s.client.post("/contact_inboxes/filter", { json: unknown })).status).toBe(404);
        const outsider = await s.tenant.agent([]);
        expect((await outsider.post("/contact_inboxes/filter", { json })).status).toBe(401);
      },
    ],
  ];

  testStories([
    ["notifications", [...NOTIFICATIONS, ...COUNTED]],
    ["bulk actions", BULK],
    ["contact inboxes", LINKS],
  ]);
});

describe("search", () => {
  async function get(s: Scene, path: string) {
    await indexWords(s.api.world);
    return ok(s.client.get(path));
  }

  const STORIES: Story[] = [
    [
      "20 search finds contacts, conversations and messages, each at its own path and all at one",
      async (s) => {
        const written = await write(s, { content: "The parcel is late", message_type: "incoming" });
        const { payload: messages } = await get(s, "/search/messages?q=parcel");
        expect(messages.messages).toMatchObject([
          {
            id: written.id,
            content: "The parcel is late",
            message_type: 0,
            conversation_id: s.conversationId,
            sender: { id: s.contactId, type: "contact" },
            inbox: { id: s.inboxId, name: "Website" },
          },
        ]);
        const { payload: contacts } = await get(s, "/search/contacts?q=wen");
        expect(contacts).toEqual({ contacts: [expect.objectContaining({ id: s.contactId })] });
        const { payload: found } = await get(s, "/search/conversations?q=wen");
        expect(found.conversations).toMatchObject([
          {
            id: s.conversationId,
            contact: { id: s.contactId },
            inbox: { id: s.inboxId },
            agent: null,
            account_id: s.tenant.accountId,
          },
        ]);
        const { payload: all } = await get(s, "/search?q=wen");
        expect(all).toEqual({ ...found, ...contacts, messages: [], articles: [] });
      },
    ],
    [
      "20 conversations/search shows conversations with their matching messages",
      async (s) => {
        await write(s, { content: "unrelated" });
        await write(s, { content: "parcel one", message_type: "incoming" });
        await write(s, { content: "parcel two" });
        const { meta, payload } = await get(s, "/conversations/search?q=parcel");
        expect(meta).toEqual({ mine_count: 0, unassigned_count: 1, all_count: 1 });
        expect(payload).toMatchObject([
          {
            id: s.conversationId,
            contact: { id: s.contactId },
            messages: [
              { content: "parcel two", message_type: 1, sender_name: "Ada Duarte" },
              { content: "parcel one", message_type: 0 },
            ],
          },
        ]);
      },
    ],
    [
      "a search without a text, a page beyond the last one and a page without hits",
      async (s) => {
        expect((await s.client.get("/search?q=")).status).toBe(422);
        expect((await s.client.get("/conversations/search")).status).toBe(422);
        expect((await s.client.get("/search?q=wen&page=4")).status).toBe(422);
        expect((await get(s, "/search/contacts?q=wen&page=2")).payload).toEqual({ contacts: [] });
      },
    ],
    [
      "an agent finds messages and conversations of their inboxes only",
      async (s) => {
        await write(s, { content: "The parcel is late", message_type: "incoming" });
        await indexWords(s.api.world);
        const outsider = await s.tenant.agent([]);
        expect((await ok(outsider.get("/search/messages?q=parcel"))).payload).toEqual({ messages: [] });
        expect((await ok(outsider.get("/search/conversations?q=wen"))).payload).toEqual({
          conversations: [],
        });
        expect((await ok(outsider.get("/conversations/search?q=parcel"))).payload).toEqual([]);
        expect((await s.tenant.anonymous.get("/search?q=parcel")).status).toBe(401);
      },
    ],
  ];

  testStories([["search", STORIES]]);
});
