import { expect, test } from "vitest";
import { cannedReply } from "@/server/contract/event/sample-organising";
import { inFolders, mostUsed } from "./canned-screen";

const reply = (shortCode: string, folder: string, title = "", content = "x") => ({
  ...cannedReply,
  shortCode,
  folder,
  title,
  content,
  uses: 0,
  lastUsedAt: null as string | null,
});
const found = (query: string, replies = REPLIES) =>
  inFolders(replies, query).map((one) => [one.folder, ...one.replies.map(({ shortCode }) => shortCode)]);

const REPLIES = [
  reply("alone", "", "", "about a refund"),
  reply("hi", "Greetings"),
  reply("no-refund", "Returns"),
  reply("later", "Returns", "Refund later"),
  reply("refund", "Returns"),
];

test("replies are listed by folder, those in none last", () => {
  expect(found("")).toEqual([
    ["Greetings", "hi"],
    ["Returns", "no-refund", "later", "refund"],
    ["", "alone"],
  ]);
});

test("in a folder, a code that begins with the query precedes others, then titles, then texts", () => {
  expect(found(" /Refund")).toEqual([
    ["Returns", "refund", "no-refund", "later"],
    ["", "alone"],
  ]);
  expect(found("nothing")).toEqual([]);
});

test("by use, all folders are one list: the most used first, then the one that was used last", () => {
  const used = (shortCode: string, uses: number, lastUsedAt: string | null = null) => ({
    ...reply(shortCode, shortCode),
    uses,
    lastUsedAt,
  });
  const day = (number: number) => `2026-11-0${number}T12:00:00.000Z`;
  const all = [used("never", 0), used("old", 3, day(1)), used("most", 9, day(2)), used("new", 3, day(4))];
  expect(mostUsed(all, "").map(({ shortCode }) => shortCode)).toEqual(["most", "new", "old", "never"]);
  expect(mostUsed(all, "o").map(({ shortCode }) => shortCode)).toEqual(["most", "old"]);
});
