import { expect, test } from "vitest";
import { cannedReply } from "@/server/contract/event/sample-organising";
import { inFolders } from "./folders";

const reply = (shortCode: string, folder: string, title = "", content = "x") => ({
  ...cannedReply,
  shortCode,
  folder,
  title,
  content,
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
