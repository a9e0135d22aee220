import { expect, test } from "vitest";
import { cursorFor, mailboxOf } from "./mailbox-cursor";

const CURSOR = { uidValidity: "1", uidNext: 9, importBelow: 3, since: new Date(0) };
const MAILBOX = { user: "help@shop.example", host: "imap.shop.example" };
const STORED = { ...CURSOR, ...mailboxOf(MAILBOX) };

test.each([
  ["the same one", MAILBOX, CURSOR],
  ["the same one, typed in capitals", { user: "Help@shop.example", host: "IMAP.shop.example" }, CURSOR],
  ["another user's", { ...MAILBOX, user: "sales@shop.example" }, null],
  ["the user's on another server", { ...MAILBOX, host: "other.example" }, { ...CURSOR, uidValidity: "" }],
])("a cursor read for %s", (_, mailbox, expected) => {
  const cursor = cursorFor(STORED, mailboxOf(mailbox));
  expect(cursor).toEqual(expected && { ...STORED, ...expected });
});

test("a cursor of an earlier release, which names no mailbox, is that of the mailbox", () => {
  const stored = { ...CURSOR, mailboxUser: null, mailboxHost: null };
  expect(cursorFor(stored, mailboxOf(MAILBOX))).toBe(stored);
  expect(cursorFor(null, mailboxOf(MAILBOX))).toBeNull();
});
