import { expect, test } from "vitest";
import type { WidgetConversation, WidgetMessage, WidgetMessages } from "@/server/contract/channel/widget";
import { EMPTY, MEMBER } from "@/test/support/widget/samples";
import { createLists } from "./lists";
import { firstView, INITIAL, openConversationOf, reduce, type State, unreadOf } from "./state";
import { createStore } from "./store";

const conversation = (id: number, more: Partial<WidgetConversation> = {}): WidgetConversation => ({
  id,
  status: "open",
  lastMessage: null,
  unread: 0,
  updatedAt: `2026-01-0${id}T00:00:00.000Z`,
  member: null,
  ...more,
});

const ofMember = (id: number, more: Partial<WidgetMessage> = {}): WidgetMessage => ({
  ...EMPTY,
  id,
  from: "member",
  member: MEMBER,
  status: "sent",
  createdAt: `2026-02-01T00:00:0${id}.000Z`,
  ...more,
});

const state = (more: Partial<State>): State => ({ ...INITIAL, ...more });
const after = (before: State, data: WidgetMessage) => reduce(before, { cursor: "1", type: "message", data });

test("a member's message counts as unread once, moves its conversation up and is announced", () => {
  const before = state({ conversations: [conversation(2), conversation(1)], messages: { 1: [] } });
  const once = after(before, ofMember(7));
  const twice = after(once, ofMember(7, { status: "delivered" }));
  expect(unreadOf(once)).toBe(1);
  expect(unreadOf(twice)).toBe(1);
  expect(once.conversations.map(({ id }) => id)).toEqual([1, 2]);
  expect(once.announced?.id).toBe(7);
  expect(twice.announced).toBe(once.announced);
  expect(twice.messages[1]).toEqual([ofMember(7, { status: "delivered" })]);
});

test("a message that was read in another tab is unread in none", () => {
  const before = after(state({ conversations: [conversation(1)] }), ofMember(7));
  expect(unreadOf(after(before, ofMember(7, { status: "read" })))).toBe(0);
});

test("the visitor's own message is neither unread nor announced", () => {
  const next = after(state({ conversations: [conversation(1)] }), { ...EMPTY, id: 3 });
  expect(unreadOf(next)).toBe(0);
  expect(next.announced).toBeNull();
});

test("a changed or deleted message replaces the one in its place", () => {
  const before = state({ conversations: [conversation(1)], messages: { 1: [ofMember(1), ofMember(2)] } });
  const next = after(before, ofMember(1, { deletedAt: "2026-02-02T00:00:00.000Z" }));
  expect(next.messages[1]?.map(({ id, deletedAt }) => [id, deletedAt !== null])).toEqual([
    [1, true],
    [2, false],
  ]);
});

test("a member's message ends the typing", () => {
  const typing = reduce(state({ conversations: [conversation(1)] }), {
    cursor: "1",
    type: "typing",
    data: { conversationId: 1, isTyping: true, member: MEMBER },
  });
  expect(typing.typing[1]).toEqual(MEMBER);
  expect(after(typing, ofMember(7)).typing[1]).toBeNull();
});

test("a message that comes while its thread is read is in it", async () => {
  let answer = (_: WidgetMessages) => {};
  const read = new Promise<WidgetMessages>((resolve) => {
    answer = resolve;
  });
  const store = createStore(state({ conversations: [conversation(1)] }));
  const client = { conversations: async () => ({ data: [] }), messages: () => read };
  const lists = createLists({ client, store, receipts: { delivered: async () => {} } });
  const loading = lists.loadMessages(1);
  store.update((before) => after(before, ofMember(7)));
  answer({ data: [ofMember(6)], before: null });
  await loading;
  expect(store.get().messages[1]?.map(({ id }) => id)).toEqual([6, 7]);
});

test.each([
  ["a new thread without conversations", [], { name: "thread", conversationId: null }],
  ["the only conversation", [conversation(4)], { name: "thread", conversationId: 4 }],
  [
    "the only unread one",
    [conversation(2), conversation(1, { unread: 1 })],
    { name: "thread", conversationId: 1 },
  ],
  ["else the list", [conversation(2), conversation(1)], { name: "home" }],
])("opening shows %s", (_, conversations, view) => {
  expect(firstView({ conversations })).toEqual(view);
});

test("the open conversation is the newest that is not resolved", () => {
  const conversations = [conversation(3, { status: "resolved" }), conversation(2), conversation(1)];
  expect(openConversationOf({ conversations })?.id).toBe(2);
});
