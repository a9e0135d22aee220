import { expect } from "vitest";
import { type EphemeralEvents, provideEphemeralEvents } from "@/server/live/hub/account-signal";
import type { Hub } from "@/server/live/hub/hub";
import { ok, type Scene, type Story, show, testStories, write } from "@/test/support/clients/evolution";

type Typed = Parameters<Hub["type"]>;

/** Collects what streams would be told: who types, and whose own marks or notifications changed. */
function listen(): { typed: Typed[]; windows: unknown[] } {
  const [typed, windows]: [Typed[], unknown[]] = [[], []];
  const events: EphemeralEvents = {
    type: (...told) => void typed.push(told),
    renotify: ({ userId }) => void windows.push({ notifications: userId }),
    remark: ({ userId }, conversationIds) => void windows.push({ seen: userId, conversationIds }),
    pass: () => {},
  };
  provideEphemeralEvents(events);
  return { typed, windows };
}

const seen = (s: Scene) => ok(s.client.post(`${s.conversation}/update_last_seen`));
const unread = (s: Scene) => ok(s.client.post(`${s.conversation}/unread`));
const type = (s: Scene, json: object, client = s.client) =>
  client.post(`${s.conversation}/toggle_typing_status`, { json });

const UNREAD: Story[] = [
  [
    "28 unread marks a conversation from the last message of the customer on",
    async (s) => {
      for (const content of ["one", "two"]) await write(s, { content, message_type: "incoming" });
      await write(s, { content: "answer" });
      expect((await seen(s)).unread_count).toBe(0);
      const marked = await unread(s);
      expect(marked).toMatchObject({ id: s.conversationId, unread_count: 1 });
      expect((await show(s)).unread_count).toBe(1);
      expect((await seen(s)).unread_count).toBe(0);
    },
  ],
  [
    "28 unread counts for the assignee too, whoever marks it",
    async (s) => {
      const agent = await s.tenant.agent([s.inboxId]);
      const json = { assignee_id: agent.caller?.userId };
      await ok(s.client.post(`${s.conversation}/assignments`, { json }));
      await write(s, { content: "Hello", message_type: "incoming" });
      await ok(agent.post(`${s.conversation}/update_last_seen`));
      expect((await show(s)).unread_count).toBe(0);
      expect((await unread(s)).unread_count).toBe(1);
    },
  ],
  [
    "a member's open windows are told of marks and notifications that a client of theirs changes, once each",
    async (s) => {
      const agent = await s.tenant.agent([s.inboxId]);
      const [own, other] = [s.tenant.admin.userId, agent.caller?.userId];
      await ok(s.client.post(`${s.conversation}/assignments`, { json: { assignee_id: other } }));
      await write(s, { content: "Hello", message_type: "incoming" });
      const { windows } = listen();
      const told = async (change: () => Promise<unknown>) => {
        await change();
        return windows.splice(0);
      };
      const conversationIds = [expect.any(Number)];
      const [mine, theirs] = [
        { seen: own, conversationIds },
        { seen: other, conversationIds },
      ];
      const seenByOther = () => ok(agent.post(`${s.conversation}/update_last_seen`));
      expect(await told(seenByOther)).toEqual([theirs, { notifications: other }]);
      expect(await told(seenByOther)).toEqual([]);
      expect(await told(() => seen(s))).toEqual([mine]);
      expect(await told(() => unread(s))).toEqual(expect.arrayContaining([mine, theirs]));
      expect(await told(() => unread(s))).toEqual([]);
      await write(s, { content: "Still there?", message_type: "incoming" });
      expect(await told(() => agent.post("/notifications/read_all"))).toEqual([{ notifications: other }]);
      expect(await told(() => agent.post("/notifications/read_all"))).toEqual([]);
    },
  ],
  [
    "unread changes nothing in a conversation without a message of the customer",
    async (s) => {
      await write(s, { content: "Hello" });
      expect((await unread(s)).unread_count).toBe(0);
    },
  ],
  [
    "unread is refused to whom the conversation is hidden",
    async (s) => {
      const outsider = await s.tenant.agent([]);
      expect((await outsider.post(`${s.conversation}/unread`)).status).toBe(401);
      expect((await s.client.post("/conversations/999999/unread")).status).toBe(404);
    },
  ],
  [
    "19 unread_counts are refused, as upstream without the feature",
    async (s) => {
      expect((await s.tenant.anonymous.get("/conversations/unread_counts")).status).toBe(401);
      expect((await s.client.get("/conversations/unread_counts")).status).toBe(403);
    },
  ],
];

const TYPING: Story[] = [
  [
    "26 typing is passed through to those who see the conversation, on and off, private or not",
    async (s) => {
      const { typed } = listen();
      const { accountId, admin } = s.tenant;
      const entry = { displayId: s.conversationId, inboxId: s.inboxId, userId: admin.userId };
      expect((await type(s, { typing_status: "on", is_private: true })).status).toBe(200);
      expect((await type(s, { typing_status: "off" })).status).toBe(200);
      expect(typed).toEqual([
        [accountId, { ...entry, isPrivate: true }, true],
        [accountId, entry, false],
      ]);
    },
  ],
  [
    "26 typing is refused without a token, without access and without a known status",
    async (s) => {
      const { typed } = listen();
      const outsider = await s.tenant.agent([]);
      expect((await type(s, { typing_status: "on" }, s.tenant.anonymous)).status).toBe(401);
      expect((await type(s, { typing_status: "on" }, outsider)).status).toBe(401);
      expect((await type(s, { typing_status: "maybe" })).status).toBe(422);
      expect((await type(s, {})).status).toBe(422);
      expect(typed).toEqual([]);
    },
  ],
  [
    "26 typing above the limit is answered and not passed on",
    async (s) => {
      const { typed } = listen();
      for (let i = 0; i < 12; i++) expect((await type(s, { typing_status: "on" })).status).toBe(200);
      expect(typed.length).toBe(10);
    },
  ],
];

testStories([
  ["unread", UNREAD],
  ["typing", TYPING],
]);
