import { expect, test } from "vitest";
import { createOnlineBook } from "./online-book";

test("nobody stays online because the clock was set back", () => {
  let nowMs = 7_200_000;
  const book = createOnlineBook({ nowMs: () => nowMs, broadcast: () => {} });
  book.note(1, "members", 5);
  book.note(1, "customers", 6);
  nowMs -= 3_600_000;
  book.note(1, "members", 7);
  expect(book.online(1)).toEqual({ members: [7], customers: [] });
  nowMs += 24_999;
  expect(book.online(1).members).toEqual([7]);
  nowMs += 1;
  expect(book.online(1).members).toEqual([]);
});
