import { describe, expect, test } from "vitest";
import { inFolders, mostUsed } from "@/app/_settings/canned/canned-screen";
import { hintOf } from "@/app/_settings/tokens/token-facts";
import type { UsedToken } from "@/server/contract/credentials/token";
import { cannedReply } from "@/server/contract/event/sample-organising";

describe("token facts", () => {
  const NOW = Date.parse("2026-11-21T12:00:00.000Z");

  const daysFrom = (days: number) => new Date(NOW + days * 86_400_000).toISOString();

  const TOKEN: UsedToken = {
    id: 1,
    version: 1,
    createdAt: daysFrom(-200),
    updatedAt: daysFrom(-200),
    userId: 1,
    name: "CRM",
    prefix: "abcdef",
    role: "agent",
    inboxIds: null,
    isReadOnly: false,
    scopes: [],
    expiresAt: null,
    revokedAt: null,
    lastUsedAt: daysFrom(-1),
    lastUsedAddress: "127.0.0.1",
  };

  test.each([
    ["in use, without an end", {}, null],
    ["with an end in the past", { expiresAt: daysFrom(0) }, "expired"],
    ["with an end in two weeks", { expiresAt: daysFrom(14) }, "expiresSoon"],
    ["with an end in fifteen days", { expiresAt: daysFrom(15) }, null],
    ["last used 90 days ago", { lastUsedAt: daysFrom(-90) }, "unused"],
    ["last used 89 days ago", { lastUsedAt: daysFrom(-89) }, null],
    ["never used since it was created long ago", { lastUsedAt: null }, "unused"],
    ["new and never used", { lastUsedAt: null, createdAt: daysFrom(-1) }, null],
    ["revoked", { revokedAt: daysFrom(-1), expiresAt: daysFrom(-2) }, null],
  ])("a token %s", (_, fields, hint) => {
    expect(hintOf({ ...TOKEN, ...fields }, NOW)).toBe(hint);
  });
});

describe("canned screen", () => {
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
});
