import { expect, test } from "vitest";
import { createOnlineBook } from "./online-book";

test("a clock that is set back lets nobody stay online for longer", () => {
  let nowMs = 7_200_000;
  const book = createOnlineBook({ now: () => new Date(nowMs), broadcast: () => {} });
  book.note(1, "members", 5);
  book.note(1, "customers", 6);
  nowMs -= 3_600_000;
  book.note(1, "members", 7);
  nowMs += 24_999;
  expect(book.online(1)).toEqual({ members: [5, 7], customers: [6] });
  nowMs += 1;
  expect(book.online(1)).toEqual({ members: [], customers: [6] });
  nowMs += 65_000;
  expect(book.online(1)).toEqual({ members: [], customers: [] });
});
