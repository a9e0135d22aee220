import { expect, test } from "vitest";
import type { MessageDto } from "@/server/contract/_shared/dto";
import { aMessage } from "@/test/support/scenes/dtos";
import { runEnds, type ThreadItem } from "./thread-item";

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
