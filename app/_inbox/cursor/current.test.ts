import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { holds } from "@/test/support/scenes/property";
import {
  type Current,
  type CurrentEvent,
  currentOf,
  isSettled,
  NOTHING_CURRENT,
  nextCurrent,
  stepFrom,
} from "./current";

const run = (events: readonly CurrentEvent[]): Current => events.reduce(nextCurrent, NOTHING_CURRENT);
const painted = (list: readonly number[], open: number | null, viewKey = "v"): CurrentEvent => ({
  type: "painted",
  viewKey,
  list,
  open,
});
const asked = (open: number | null): CurrentEvent => ({ type: "asked", open });
const ringed = (displayId: number | null): CurrentEvent => ({ type: "ringed", displayId });
const left = (displayId: number, { hasOnePane = false, isSent = false } = {}): CurrentEvent => ({
  type: "left",
  displayId,
  hasOnePane,
  isSent,
});
/** Conversation `open` of the list 1 to 4 in its thread. */
const opened = (open: number) => [painted([1, 2, 3, 4], null), asked(open), painted([1, 2, 3, 4], open)];

describe("the open conversation's row", () => {
  test.each([
    ["stays when it leaves the list", [1, 3, 4], [1, 2, 3, 4]],
    ["stays below the row above it when the row below rises", [3, 1, 4], [3, 1, 2, 4]],
    ["stays above the row below it when the row above rises", [9, 1, 3, 4], [9, 1, 2, 3, 4]],
    ["stays when its neighbours leave as well", [4], [2, 4]],
    ["is the only row of a list that became empty", [], [2]],
    ["has its own place again when it returns", [2, 1, 3, 4], [2, 1, 3, 4]],
  ])("%s", (_, list, order) => {
    const state = run([...opened(2), painted(list, 2)]);
    expect(state.order).toEqual(order);
    expect(currentOf(state)).toBe(2);
  });

  test("stays on top when another row enters above it", () => {
    expect(run([...opened(1), painted([9, 2, 3, 4], 1)]).order).toEqual([9, 1, 2, 3, 4]);
  });

  test("leaves the list when the agent moves on, and the ring goes to the row below with the thread", () => {
    const held = run([...opened(2), painted([1, 3, 4], 2)]);
    expect([stepFrom(held, 1), stepFrom(held, -1)]).toEqual([3, 1]);
    const moved = [asked(3), painted([1, 3, 4], 3)].reduce(nextCurrent, held);
    expect(moved).toMatchObject({ order: [1, 3, 4], held: [], asked: 3, shown: 3 });
  });

  test("gives its ring to the row below when it is closed after it has left the list", () => {
    expect(run([...opened(2), painted([1, 3, 4], 2), asked(null)]).ring).toBe(3);
    expect(run([...opened(2), asked(null)]).ring).toBe(2);
  });

  test("has no place in another view", () => {
    const state = run([...opened(2), painted([7, 8], 2, "other")]);
    expect(state).toMatchObject({ order: [7, 8], held: [], asked: 2 });
    expect(stepFrom(state, 1)).toBe(7);
  });
});

describe("a change that takes the current conversation out of the list", () => {
  test.each([
    ["opens the row below", [...opened(2), left(2)], { asked: 3 }],
    ["opens the row above from the end of the list", [...opened(4), left(4)], { asked: 3 }],
    [
      "opens the row below one that has left before",
      [...opened(2), painted([1, 3], 2), left(2)],
      { asked: 3 },
    ],
    ["closes the last one", [painted([5], null), asked(5), painted([5], 5), left(5)], { asked: null }],
    [
      "returns to the list where there is one pane",
      [...opened(2), left(2, { hasOnePane: true })],
      { asked: null, ring: 3 },
    ],
    ["moves the ring of a list without a thread", [painted([1, 2], null), ringed(1), left(1)], { ring: 2 }],
    ["does nothing when its answer is late", [...opened(2), asked(4), left(2)], { asked: 4 }],
    ["stays where it has no place", [painted([1, 2], 9), asked(9), left(9)], { asked: 9 }],
    [
      "opens the first row where it has no place and was answered",
      [painted([1, 2], 9), asked(9), left(9, { isSent: true })],
      { asked: 1 },
    ],
    [
      "stays where the list is not known yet",
      [painted([], 9), asked(9), left(9, { isSent: true })],
      { asked: 9 },
    ],
  ])("%s", (_, events, expected) => {
    expect(run(events)).toMatchObject(expected);
  });
});

test("the row with the ring stays as well, until the ring moves on", () => {
  const state = run([painted([1, 2, 3], null), ringed(2), painted([1, 3], null)]);
  expect(state).toMatchObject({ order: [1, 2, 3], ring: 2 });
  expect(nextCurrent(state, ringed(3)).order).toEqual([1, 3]);
});

test("the ring goes on from rows that were changed together, as they leave the list one by one", () => {
  const passed: CurrentEvent = { type: "passed", displayIds: new Set([2, 3]) };
  const begun = [painted([1, 2, 3, 4], null), ringed(2), passed];
  expect(run([...begun, painted([1, 3, 4], null)])).toMatchObject({ ring: 3, order: [1, 3, 4] });
  expect(run([...begun, painted([1, 3, 4], null), painted([1, 4], null)])).toMatchObject({ ring: 4 });
  expect(run([...begun, painted([1], null)])).toMatchObject({ ring: 1 });
});

test("in an empty list no step goes anywhere", () => {
  expect(stepFrom(run([painted([], null)]), 1)).toBeNull();
});

/** A page: the model, and an address and a screen that follow it late. */
type Page = { state: Current; address: number | null };
type Step = { name: string; displayId: number; list: number[]; hasOnePane: boolean; isSent: boolean };

const IDS = [1, 2, 3, 4, 5, 6];
const someStep: fc.Arbitrary<Step> = fc.record({
  name: fc.constantFrom("list", "paint", "next", "previous", "open", "close", "ring", "act", "answer", "go"),
  displayId: fc.constantFrom(...IDS),
  list: fc.shuffledSubarray(IDS),
  hasOnePane: fc.boolean(),
  isSent: fc.boolean(),
});

/** What the agent sees: the thread, else the ring. */
const seenOf = ({ shown, ring, asked }: Current) => shown ?? (asked === null ? ring : null);

function take({ state, address }: Page, { name, displayId, list, ...how }: Step): Page {
  const go = (to: number | null, from = state): Page => ({
    state: nextCurrent(from, asked(to)),
    address: to,
  });
  const step = (by: 1 | -1) => {
    const to = stepFrom(state, by);
    if (to === null) return { state, address };
    return state.asked === null ? { state: nextCurrent(state, ringed(to)), address } : go(to);
  };
  const leave = (id: number) => {
    const next = nextCurrent(state, left(id, how));
    return { state: next, address: next.asked };
  };
  switch (name) {
    case "list": // a live event, while the screen still has the old thread
      return { state: nextCurrent(state, painted(list, state.shown)), address };
    case "paint":
      return { state: nextCurrent(state, painted(state.list, address)), address };
    case "next":
      return step(1);
    case "previous":
      return step(-1);
    case "open":
    case "go":
      return go(displayId);
    case "close":
      return go(null);
    case "ring":
      return { state: nextCurrent(state, ringed(displayId)), address };
    case "answer": // of any conversation, however late
      return leave(displayId);
    default: {
      const current = currentOf(state);
      return current !== null && isSettled(state) ? leave(current) : { state, address };
    }
  }
}

test("what a key acts on is what is shown, whatever the list, the keys and late answers do", () => {
  holds(
    fc.property(fc.array(someStep, { maxLength: 40 }), (steps) => {
      let page: Page = { state: NOTHING_CURRENT, address: null };
      for (const step of steps) {
        const before = page.state;
        page = take(page, step);
        const { state } = page;
        // A key acts on the current conversation, and only while the screen shows it.
        if (isSettled(state)) expect(currentOf(state)).toBe(seenOf(state));
        expect(state.asked).toBe(page.address);
        if (state.asked !== null) expect(state.ring).toBeNull();
        // Every row of the list is shown once, in the list's order.
        expect(state.order.filter((id) => state.list.includes(id))).toEqual(state.list);
        expect(new Set(state.order).size).toBe(state.order.length);
        // Only current rows stay after they have left the list.
        for (const id of state.held) expect([state.asked, state.shown, state.ring]).toContain(id);
        // Neither the list nor the answer of another conversation moves the agent.
        const isOfOthers = step.name === "answer" && step.displayId !== currentOf(before);
        if (step.name === "list" || step.name === "paint" || isOfOthers)
          expect(currentOf(state)).toBe(currentOf(before));
        // A current row that has a place keeps one, however the list changes.
        const current = currentOf(before);
        if (step.name === "list" && current !== null && before.order.includes(current))
          expect(state.order).toContain(current);
      }
    }),
    { runs: 2_000 },
  );
});

test("a row that stays lies between the same rows as before, where these stay too", () => {
  holds(
    fc.property(fc.shuffledSubarray(IDS, { minLength: 2 }), fc.nat(), fc.nat(), (list, at, gone) => {
      const open = list[at % list.length] ?? 1;
      const others = list.filter((id) => id !== open);
      const later = others.filter((_, index) => index !== gone % others.length);
      const state = run([painted(list, null), asked(open), painted(list, open), painted(later, open)]);
      expect(state.order).toEqual(list.filter((id) => id === open || later.includes(id)));
    }),
  );
});
