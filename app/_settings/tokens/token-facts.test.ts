import { expect, test } from "vitest";
import type { UsedToken } from "@/server/contract/credentials/token";
import { hintOf } from "./token-facts";

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
