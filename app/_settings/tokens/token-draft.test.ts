import { expect, test } from "vitest";
import { isComplete, NEW_TOKEN, rightsOf } from "./token-draft";

const NOW = Date.parse("2026-11-21T12:00:00Z");

test("a new token is an agent's for 90 days", () => {
  expect(rightsOf(NEW_TOKEN, NOW)).toEqual({
    role: "agent",
    inboxIds: null,
    isReadOnly: false,
    scopes: [],
    expiresAt: "2027-02-19T12:00:00.000Z",
  });
});

test("rights that the role does not have are left out", () => {
  const chosen = { ...NEW_TOKEN, inboxIds: [1], mayPurge: true, expiry: "never" } as const;
  const draft = { ...chosen, inboxIds: [1] };
  expect(rightsOf(draft, NOW)).toMatchObject({ inboxIds: [1], scopes: [], expiresAt: null });
  const administrator = { ...draft, role: "administrator" } as const;
  expect(rightsOf(administrator, NOW)).toMatchObject({ inboxIds: null, scopes: ["conversations:purge"] });
  expect(rightsOf({ ...administrator, isReadOnly: true }, NOW).scopes).toEqual([]);
});

test("a token for chosen inboxes reaches every contact only if that is chosen", () => {
  const draft = { ...NEW_TOKEN, reachesAllContacts: true };
  expect(rightsOf({ ...draft, inboxIds: [1] }, NOW).scopes).toEqual(["contacts:all"]);
  expect(rightsOf({ ...NEW_TOKEN, inboxIds: [1] }, NOW).scopes).toEqual([]);
  expect(rightsOf(draft, NOW).scopes).toEqual([]);
  expect(rightsOf({ ...draft, inboxIds: [1], role: "administrator" }, NOW).scopes).toEqual([]);
});

test("a chosen day ends at the reader's midnight", () => {
  const { expiresAt } = rightsOf({ ...NEW_TOKEN, expiry: "date", lastDay: "2026-12-24" }, NOW);
  expect(new Date(expiresAt ?? "").getTime()).toBe(new Date(2026, 11, 25).getTime() - 1);
});

test("a draft without the inboxes or the day that it announces is incomplete", () => {
  expect(isComplete(NEW_TOKEN)).toBe(true);
  expect(isComplete({ ...NEW_TOKEN, inboxIds: [] })).toBe(false);
  expect(isComplete({ ...NEW_TOKEN, inboxIds: [], role: "administrator" })).toBe(true);
  expect(isComplete({ ...NEW_TOKEN, expiry: "date" })).toBe(false);
});
