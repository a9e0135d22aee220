import { expect } from "vitest";
import { createInbox } from "@/server/commands/inboxes/inboxes";
import {
  ok,
  type Scene,
  type Story,
  show,
  testStories,
  toggle,
  write,
} from "@/test/support/clients/evolution";

const create = (s: Scene, json: object) =>
  ok(s.client.post("/conversations", { json: { inbox_id: s.inboxId, contact_id: s.contactId, ...json } }));
const list = async (s: Scene, query: string) => (await ok(s.client.get(`/conversations?${query}`))).data;
const idsOf = (rows: { id: number }[]) => rows.map((row) => row.id);

const CREATE: Story[] = [
  [
    "4.2 the whole shape of a conversation without messages",
    async (s) => {
      const made = await create(s, {
        custom_attributes: { plan: "pro" },
        additional_attributes: { referer: "x" },
      });
      expect(made).toEqual({
        meta: {
          sender: expect.objectContaining({
            id: s.contactId,
            name: "李文 Li Wen",
            availability_status: "offline",
          }),
          channel: "Channel::Api",
          hmac_verified: false,
        },
        id: s.conversationId + 1,
        messages: [],
        account_id: s.tenant.accountId,
        uuid: expect.stringMatching(/^[0-9a-f-]{36}$/),
        additional_attributes: { referer: "x" },
        agent_last_seen_at: 0,
        assignee_last_seen_at: 0,
        can_reply: true,
        contact_last_seen_at: 0,
        custom_attributes: { plan: "pro" },
        inbox_id: s.inboxId,
        labels: [],
        muted: false,
        snoozed_until: null,
        status: "open",
        created_at: expect.any(Number),
        updated_at: expect.any(Number),
        timestamp: expect.any(Number),
        first_reply_created_at: 0,
        unread_count: 0,
        last_non_activity_message: null,
        last_activity_at: expect.any(Number),
        priority: null,
        waiting_since: 0,
        sla_policy_id: null,
      });
    },
  ],
  [
    "23 a source id is enough, and is the contact's own",
    async (s) => {
      const json = { name: "Second", inbox_id: s.inboxId, source_id: "shop:7" };
      const { payload } = await ok(s.client.post("/contacts", { json }));
      const made = await ok(s.client.post("/conversations", { json: { source_id: "shop:7" } }));
      expect(made.meta.sender.id).toBe(payload.contact.id);
      const taken = { inbox_id: s.inboxId, contact_id: s.contactId, source_id: "shop:7" };
      expect(await s.client.post("/conversations", { json: taken })).toEqual({
        status: 422,
        body: { error: "source_id should be unique" },
      });
    },
  ],
  [
    "23 the caller's status, ids as strings, the first message and the assignee",
    async (s) => {
      const agent = await s.tenant.agent([s.inboxId]);
      const assigneeId = agent.caller?.userId;
      const made = await create(s, {
        inbox_id: String(s.inboxId),
        status: "pending",
        assignee_id: String(assigneeId),
        message: { content: "Hello" },
      });
      expect(made).toMatchObject({
        status: "pending",
        meta: { assignee: { id: assigneeId }, assignee_type: "User" },
      });
      expect(made.messages).toMatchObject([
        { content: "Hello", message_type: 1, sender_type: "User", sender_id: s.tenant.admin.userId },
      ]);
      expect(made.last_non_activity_message).toMatchObject({ id: made.messages[0].id });
    },
  ],
  [
    "23 an assignee and a team of 0 are none",
    async (s) => {
      const { meta } = await create(s, { assignee_id: 0, team_id: "0" });
      expect([meta.assignee, meta.team]).toEqual([undefined, undefined]);
    },
  ],
  [
    "23 a first message that is private is a note, and one that is incoming is the customer's",
    async (s) => {
      const line = async (message: object) => {
        const { id, messages } = await create(s, { message });
        const listed = (await ok(s.client.get(`/conversations/${id}/messages`))).payload;
        expect(messages).toMatchObject(listed);
        return listed;
      };
      expect(await line({ content: "A hint for us", private: true })).toMatchObject([
        { content: "A hint for us", private: true, sender: { id: s.tenant.admin.userId } },
      ]);
      expect(await line({ content: "Help!", message_type: "incoming", source_id: "w-1" })).toMatchObject([
        { content: "Help!", message_type: 0, private: false, source_id: "w-1", sender: { id: s.contactId } },
      ]);
      const sends = await s.api.world.database.query("select 1 from send where account_id = $1", [
        s.tenant.accountId,
      ]);
      expect(sends).toEqual([]);
      const { result: inbox } = await s.api.world.run(createInbox, s.tenant.admin, {
        name: "W",
        channel: "widget",
      });
      const message = { content: "Help!", message_type: "incoming" };
      const json = { inbox_id: inbox.id, contact_id: s.contactId, message };
      expect((await s.client.post("/conversations", { json })).status).toBe(422);
    },
  ],
  [
    "23 a first message that is no object is refused: it would be lost",
    async (s) => {
      for (const message of ["Hello", ["Hello"], 5]) {
        const json = { inbox_id: s.inboxId, contact_id: s.contactId, message };
        expect(await s.client.post("/conversations", { json })).toEqual({
          status: 422,
          body: { error: "message must be an object with the text as its content" },
        });
      }
      expect((await list(s, "status=all")).payload).toHaveLength(1);
    },
  ],
  [
    "34 with a bot new ones wait for it, reopened ones only if the program says so; without, neither",
    async (s) => {
      const bot = (json: object) => ok(s.client.post(`/inboxes/${s.inboxId}/set_agent_bot`, { json }));
      expect(await bot({ agent_bot: 7 })).toBe("");
      expect((await create(s, {})).status).toBe("pending");
      await toggle(s, { status: "resolved" });
      await write(s, { content: "again", message_type: "incoming" });
      expect((await show(s)).status).toBe("open");
      await bot({ agent_bot: 7, bot_takes_reopened: true });
      await toggle(s, { status: "resolved" });
      await write(s, { content: "and again", message_type: "incoming" });
      expect((await show(s)).status).toBe("pending");
      await bot({ agent_bot: null });
      expect((await create(s, {})).status).toBe("open");
    },
  ],
  [
    "34 a blocked contact's conversation is resolved and muted",
    async (s) => {
      await ok(s.client.patch(`/contacts/${s.contactId}`, { json: { blocked: "true" } }));
      expect(await create(s, {})).toMatchObject({ status: "resolved", muted: true });
    },
  ],
];

const LIST: Story[] = [
  [
    "18 four counts, the last message, none in an empty conversation",
    async (s) => {
      const other = await create(s, {});
      const message = await write(s, { content: "newest", message_type: "incoming" });
      const { meta, payload } = await list(s, "");
      expect(meta).toEqual({ mine_count: 0, assigned_count: 0, unassigned_count: 2, all_count: 2 });
      expect(idsOf(payload)).toEqual([s.conversationId, other.id]);
      expect(payload[0]).toMatchObject({ unread_count: 1, waiting_since: message.created_at });
      expect(payload[0].messages).toMatchObject([
        {
          id: message.id,
          sender_type: "Contact",
          conversation: { contact_inbox: { source_id: expect.any(String) } },
        },
      ]);
      expect(payload[1].messages).toEqual([]);
      expect(await ok(s.client.get("/conversations/meta"))).toEqual({ meta });
    },
  ],
  [
    "36 in upstream's orders",
    async (s) => {
      const second = await create(s, {});
      await write(s, { content: "newest", message_type: "incoming" });
      const sorted = async (sort_by: string) => idsOf((await list(s, `sort_by=${sort_by}`)).payload);
      const [older, newer] = [s.conversationId, second.id];
      expect(await sorted("last_activity_at_desc")).toEqual([older, newer]);
      expect(await sorted("last_activity_at_asc")).toEqual([newer, older]);
      expect(await sorted("created_at_desc")).toEqual([newer, older]);
      expect(await sorted("created_at_asc")).toEqual([older, newer]);
      expect((await sorted("waiting_since_asc"))[0]).toBe(older);
      expect((await s.client.get("/conversations?sort_by=unread")).status).toBe(422);
    },
  ],
  [
    "36 by status, assignee, inbox, label and team",
    async (s) => {
      const agent = await s.tenant.agent([s.inboxId]);
      const mine = await create(s, { assignee_id: agent.caller?.userId, status: "pending" });
      await ok(s.client.post(`/conversations/${mine.id}/labels`, { json: { labels: ["VIP", "parcel"] } }));
      expect(idsOf((await list(s, "")).payload)).toEqual([s.conversationId]);
      expect(idsOf((await list(s, "status=pending")).payload)).toEqual([mine.id]);
      expect((await list(s, "status=all")).payload).toHaveLength(2);
      expect(idsOf((await list(s, "status=all&assignee_type=unassigned")).payload)).toEqual([
        s.conversationId,
      ]);
      const assigned = await list(s, "status=all&assignee_type=assigned");
      expect(idsOf(assigned.payload)).toEqual([mine.id]);
      expect(assigned.meta).toMatchObject({ all_count: 2, assigned_count: 1 });
      const own = (await ok(agent.get("/conversations?status=all&assignee_type=me"))).data;
      expect(idsOf(own.payload)).toEqual([mine.id]);
      expect(own.meta.mine_count).toBe(1);
      expect(idsOf((await list(s, "status=all&labels[]=vip&labels[]=other")).payload)).toEqual([mine.id]);
      expect((await list(s, "status=all&labels=other")).payload).toEqual([]);
      expect((await list(s, `status=all&inbox_id=${s.inboxId}`)).payload).toHaveLength(2);
      expect((await list(s, "status=all&team_id=1")).payload).toEqual([]);
    },
  ],
  [
    "36 pages of 25, complete and without duplicates",
    async (s) => {
      for (let i = 0; i < 29; i++) await create(s, {});
      const first = (await list(s, "page=1")).payload;
      const second = (await list(s, "page=2")).payload;
      expect([first.length, second.length, (await list(s, "page=3")).payload.length]).toEqual([25, 5, 0]);
      expect(new Set(idsOf([...first, ...second])).size).toBe(30);
    },
  ],
];

testStories([
  ["creating a conversation", CREATE],
  ["listing conversations", LIST],
]);
