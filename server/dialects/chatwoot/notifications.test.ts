import { expect } from "vitest";
import { ok, type Story, show, testStories } from "@/test/support/clients/chatwoot-scene";

const NOTIFICATIONS: Story[] = [
  [
    "the caller's notifications, read one by one or all at once",
    async (s) => {
      const agent = await s.tenant.agent([s.inboxId]);
      const { id } = await ok(agent.get("/api/v1/profile"));
      const assign = () => ok(s.client.post(`${s.conversation}/assignments`, { json: { assignee_id: id } }));
      await assign();
      const { meta, payload } = (await ok(agent.get("/notifications"))).data;
      expect(meta).toEqual({ unread_count: 1, count: 1, current_page: 1 });
      expect(payload).toMatchObject([
        {
          notification_type: "conversation_assignment",
          primary_actor_type: "Conversation",
          primary_actor: { id: s.conversationId },
          read_at: null,
        },
      ]);
      const read = await ok(agent.patch(`/notifications/${payload[0].id}`));
      expect(read).toMatchObject({ id: payload[0].id, read_at: expect.any(String) });
      expect(await ok(agent.get("/notifications/unread_count"))).toBe(0);
      await ok(s.client.post(`${s.conversation}/assignments`, { json: { assignee_id: null } }));
      await assign();
      expect(await ok(agent.get("/notifications/unread_count"))).toBe(1);
      await ok(agent.post("/notifications/read_all"));
      expect(await ok(agent.get("/notifications/unread_count"))).toBe(0);
      expect((await agent.get("/notifications?page=21")).status).toBe(422);
      expect((await s.client.patch(`/notifications/${payload[0].id}`)).status).toBe(404);
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
        fields: { status: "resolved", team_id: 0 },
        labels: { add: ["vip"] },
      };
      await ok(s.client.post("/bulk_actions", { json }));
      const rows = await s.api.world.database.query<{ action: string; params: object; total: number }>(
        "select action, params, total from bulk_operation where account_id = $1 order by id",
        [s.tenant.accountId],
      );
      expect(rows).toEqual([
        { action: "status", params: { signal: "resolve" }, total: 1 },
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
  ["notifications", NOTIFICATIONS],
  ["bulk actions", BULK],
  ["contact inboxes", LINKS],
]);
