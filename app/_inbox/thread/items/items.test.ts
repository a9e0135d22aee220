import { expect, test } from "vitest";
import type { Draft } from "@/app/_shell/unsent/use-write";
import { aMessage } from "@/test/support/scenes/dtos";
import { firstUnreadOf, threadItems } from "./items";

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
