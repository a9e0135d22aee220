import { expect, test } from "vitest";
import type { Draft } from "@/app/_shell/unsent/use-write";
import type { MessageDto } from "@/server/contract/_shared/dto";
import { commandMessage } from "@/server/contract/event/sample-organising";
import type { EphemeralMessageDto, SentCommandDto } from "@/server/contract/message/command-message";
import { aMessage } from "@/test/support/scenes/dtos";
import { firstUnreadOf, runEnds, type ThreadItem, threadItems } from "./items";
import { passingOf } from "./passing";

const draft = (clientId: string): Draft => ({
  displayId: 1,
  kind: "message",
  content: "on its way",
  files: [],
  clientId,
  resolve: false,
  at: "2026-01-02T12:00:00.000Z",
  state: "sending",
  refusal: null,
  wasTried: true,
});
const sender = { type: "user", id: 1, name: "Ada" } as const;

test("days separate messages, and messages being sent come last", () => {
  const messages = [aMessage({ id: 1, createdAt: "2026-01-01T12:00:00.000Z" })];
  const items = threadItems(messages, [draft("c1")], (at) => at.slice(0, 10));
  expect(items.map((item) => item.kind)).toEqual(["day", "message", "day", "draft"]);
});

test("an arriving message replaces its draft under the same key", () => {
  const before = threadItems([], [draft("c1")], () => "");
  const after = threadItems([aMessage({ id: 9, clientId: "c1", sender })], [draft("c1")], () => "");
  expect(after.map((item) => item.key)).toEqual(before.map((item) => item.key));
  expect(after.map((item) => item.kind)).toEqual(["message"]);
});

test("a mark precedes the first unread message while that is loaded", () => {
  const messages = [1, 2, 3, 4].map((number) =>
    aMessage({ id: number, number, direction: number === 3 ? "out" : "in" }),
  );
  const seen = (number: number | null, unread: number) => ({ seen: number, unread });
  expect(firstUnreadOf(messages, seen(1, 2))).toBe(2);
  expect(firstUnreadOf(messages, seen(2, 1))).toBe(4);
  expect(firstUnreadOf(messages, seen(4, 0))).toBeNull();
  expect(firstUnreadOf(messages.slice(2), seen(1, 2))).toBeNull();
  expect(firstUnreadOf(messages, seen(null, 2))).toBe(2);
  expect(firstUnreadOf(messages, seen(null, 9))).toBeNull();
  expect(firstUnreadOf(messages.slice(0, 3), seen(2, 1))).toBe(3); // marked from the own message on
  const items = threadItems(messages, [], () => "", 2);
  expect(items.map(({ kind }) => kind)).toEqual(["message", "unread", "message", "message", "message"]);
});

const at = (minute: number) => `2026-11-20T09:0${minute}:00.000Z`;
const messages = [2, 4].map((minute) => aMessage({ id: minute, number: minute, createdAt: at(minute) }));
const command = (minute: number): SentCommandDto => ({
  ...commandMessage,
  id: minute,
  createdAt: at(minute),
  recipients: 2,
  acknowledged: 1,
});
const { conversationId, inboxId } = commandMessage;
const ephemeral: EphemeralMessageDto = {
  ...{
    conversationId,
    inboxId,
    sender: commandMessage.sender,
    displayId: 1,
    recipientIds: [1],
    clientId: null,
  },
  ...{ id: crypto.randomUUID(), sentAt: at(5), content: "…", contentType: "text", contentAttributes: {} },
};
const passing = passingOf([command(1), command(3)], [ephemeral]);
const keys = (isWhole: boolean) =>
  threadItems(messages, [], () => "today", null, { passing, isWhole })
    .filter(({ kind }) => kind !== "day")
    .map((item) =>
      item.kind === "passing" ? `${item.passing.createdAt} ${item.passing.received?.of}` : item.key,
    );

test("what is in no history is shown at its time, beside the messages", () => {
  expect(keys(true)).toEqual([`${at(1)} 2`, "2", `${at(3)} 2`, "4", `${at(5)} undefined`]);
});

test("what is older than the messages that are loaded comes with the older ones", () => {
  expect(keys(false)).toEqual(["2", `${at(3)} 2`, "4", `${at(5)} undefined`]);
});

const ADA = { type: "user", id: 1, name: "Ada" } as const;
const BEA = { type: "user", id: 2, name: "Bea" } as const;
const CRM = { type: "token", id: 1, name: "CRM" } as const;
const LI = { type: "contact", id: 1, name: "Li" } as const;

const item = (number: number, more: Partial<MessageDto>): ThreadItem => ({
  kind: "message",
  key: String(number),
  message: aMessage({ id: number, number, ...more }),
});
const out = (number: number, sender: MessageDto["sender"], more: Partial<MessageDto> = {}) =>
  item(number, { direction: "out", sender, ...more });
const inward = (number: number) => item(number, { direction: "in", sender: LI });
const day: ThreadItem = { kind: "day", key: "day", at: "2026-11-20T09:00:00.000Z" };
const ends = (...items: ThreadItem[]) => [...runEnds(items, { isGroup: false })];

test("the last of successive messages and notes of one sender shows who it was", () => {
  expect(ends(out(1, ADA), out(2, ADA, { kind: "note", direction: null }), inward(3), out(4, ADA))).toEqual([
    "2",
    "4",
  ]);
});

test("another sender, a new day and a deleted message end a run", () => {
  expect(ends(out(1, ADA), out(2, BEA), out(3, CRM))).toEqual(["1", "2", "3"]);
  expect(ends(out(1, ADA), day, out(2, ADA))).toEqual(["1", "2"]);
  expect(ends(out(1, ADA), out(2, ADA, { deletedAt: "2026-11-20T09:00:00.000Z" }))).toEqual(["1"]);
});

test("in a group each member's last successive message shows who it was", () => {
  const of = (number: number, id: number) =>
    item(number, { direction: "in", sender: { type: "contact", id, name: "Li" } });
  const items = [of(1, 7), of(2, 7), of(3, 8), out(4, ADA)];
  expect([...runEnds(items, { isGroup: true })]).toEqual(["2", "3", "4"]);
});

test("customers' messages and activity lines show nobody", () => {
  expect(ends(inward(1), item(2, { kind: "activity", direction: null, sender: ADA }))).toEqual([]);
  expect(ends(inward(1), item(2, { kind: "system", direction: null, sender: ADA }))).toEqual([]);
});
