import { expect, test } from "vitest";
import { createPresenceBook, REPORT_TTL_MS, TYPING_MS } from "./presence-book";
import { presenceMessages, readPresenceMessage } from "./presence-messages";

const at = (displayId: number, userId: number) => ({ displayId, inboxId: 1, userId });

function openBook() {
  const clock = { ms: 0 };
  const book = createPresenceBook(() => clock.ms);
  const present = () => [...book.all().values()].map((one) => one.present);
  return { ...book, clock, present };
}

test("setOwn returns the difference to the previous own entries", () => {
  const { setOwn, present } = openBook();
  expect(setOwn([at(7, 1), at(7, 2)])).toEqual({ here: [at(7, 1), at(7, 2)], gone: [] });
  expect(setOwn([at(7, 2), at(8, 1)])).toEqual({ here: [at(8, 1)], gone: [at(7, 1)] });
  expect(present()).toEqual([
    { displayId: 7, viewerIds: [2], typerIds: [] },
    { displayId: 8, viewerIds: [1], typerIds: [] },
  ]);
});

test("a member seen by two processes stays present once until both report them gone", () => {
  const { applyReport, present } = openBook();
  applyReport("a", { here: [at(7, 1)], gone: [] });
  applyReport("b", { here: [at(7, 1)], gone: [] });
  expect(present()).toMatchObject([{ viewerIds: [1] }]);
  applyReport("a", { here: [], gone: [at(7, 1)] });
  expect(present()).toMatchObject([{ viewerIds: [1] }]);
  applyReport("b", { here: [], gone: [at(7, 1)] });
  expect(present()).toEqual([]);
});

test("a reported entry expires unless its process repeats it", () => {
  const { applyReport, type, clock, present, endsAt } = openBook();
  applyReport("a", { here: [at(7, 1)], gone: [] });
  type(at(7, 2), true);
  expect(endsAt()).toBe(TYPING_MS);
  clock.ms = TYPING_MS;
  expect(present()).toEqual([{ displayId: 7, viewerIds: [1], typerIds: [] }]);
  clock.ms = REPORT_TTL_MS;
  expect([present(), endsAt()]).toEqual([[], null]);
});

test("a typing mark ends immediately, whichever process receives the stop", () => {
  const { type, present } = openBook();
  type(at(7, 2), true);
  type(at(7, 2), false);
  expect(present()).toEqual([]);
});

test("a report of any size survives splitting and parsing", () => {
  const here = Array.from({ length: 400 }, (_, i) => at(1_000_000_000_000 + i, 2_000_000_000_000 + i));
  const text = presenceMessages({ accountId: 5, from: "a" }, { here, isRequest: true });
  expect(Math.max(...text.map((part) => part.length))).toBeLessThan(7_500);
  const read = text.map(readPresenceMessage);
  expect(read.flatMap((one) => one?.here ?? [])).toEqual(here);
  expect(read[0]).toMatchObject({ accountId: 5, from: "a", isRequest: true });
  expect(readPresenceMessage("{}")).toBeNull();
});
