import { expect, test } from "vitest";
import { cursorFor, storedCursor } from "./mailbox-cursor";

const CURSOR = { uidValidity: "1", uidNext: 9, importBelow: 3, since: new Date(0) };
const MAILBOX = { user: "help@shop.example", host: "imap.shop.example" };

test.each([
  ["the same one", MAILBOX, CURSOR],
  ["the same one, typed in capitals", { user: "Help@shop.example", host: "IMAP.shop.example" }, CURSOR],
  ["another user's", { ...MAILBOX, user: "sales@shop.example" }, null],
  ["the user's on another server", { ...MAILBOX, host: "other.example" }, { ...CURSOR, uidValidity: "" }],
])("a cursor read for %s", (_, mailbox, expected) => {
  expect(cursorFor(storedCursor(CURSOR, MAILBOX), mailbox)).toEqual(expected);
});

test("a cursor of an earlier release, which names no mailbox, is that of the mailbox", () => {
  expect(cursorFor(CURSOR, MAILBOX)).toEqual(CURSOR);
  expect(cursorFor(null, MAILBOX)).toBeNull();
});
