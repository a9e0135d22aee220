import { expect, test } from "vitest";
import { createKeyQueue, type Queued } from "./key-queue";

/** A queue with a clock, and what its listener got. */
function listened() {
  const clock = { ms: 0 };
  const keys = createKeyQueue<string>(() => clock.ms);
  const released: Queued<string>[] = [];
  keys.onRelease(({ id, presses }) => released.push({ id, presses }));
  return { keys, released, clock };
}
const turn = () => new Promise<void>((done) => setTimeout(done));

test("keys after a requested action wait with it, in their order, until it is loaded", async () => {
  const { keys, released } = listened();
  expect(keys.add("j")).toBe(false);
  keys.begin("snooze", "row 1");
  expect(["1", "h", "Enter"].map((key) => keys.add(key))).toEqual([true, true, true]);
  keys.drop("row 1"); // the stand-in is removed in the same turn
  keys.release("row 1");
  expect(keys.add("k")).toBe(false);
  await turn();
  expect(released).toEqual([{ id: "snooze", presses: ["1", "h", "Enter"] }]);
});

test("what waits for one conversation is never done to another", async () => {
  const { keys, released } = listened();
  keys.begin("resolve", "row 1");
  keys.release("row 2");
  await turn();
  expect([released, keys.add("j")]).toEqual([[], false]);
});

test("actions of another kind that are loaded first leave a key waiting for its row", async () => {
  const { keys, released } = listened();
  keys.begin("resolve", "row 1");
  keys.release("selection");
  keys.release("row 1");
  await Promise.resolve();
  expect(released).toEqual([{ id: "resolve", presses: [] }]);
});

test("keys work again when what they waited for is gone", async () => {
  const { keys, released } = listened();
  keys.begin("resolve", "row 1");
  keys.drop("row 1");
  await turn();
  expect([released, keys.add("j")]).toEqual([[], false]);
});

test("a stand-in that is removed does not forget what waits for another target", async () => {
  const { keys, released } = listened();
  keys.begin("reply", "conversation 1");
  keys.drop("row 1");
  await turn();
  keys.release("conversation 1");
  await turn();
  expect(released).toEqual([{ id: "reply", presses: [] }]);
});

test("a text that is typed while the next conversation renders is ignored, however late it is handled", () => {
  const { keys, clock } = listened();
  keys.mute();
  keys.settle("conversation 2");
  clock.ms = 900;
  expect(["h", "e", "y"].map((key, i) => keys.add(key, 20 * i))).toEqual([true, true, true]);
  expect(keys.add("e", 900)).toBe(false);
});

test("what is typed between two conversations is ignored, also the rest of its text after the next one is shown", () => {
  const { keys, released, clock } = listened();
  keys.mute();
  expect(["h", "e"].map((key) => keys.add(key))).toEqual([true, true]);
  keys.settle("conversation 2");
  for (const key of ["l", "l", "o"]) {
    clock.ms += 400;
    expect(keys.add(key)).toBe(true);
  }
  clock.ms += 601;
  expect(keys.add("e")).toBe(false);
  expect(released).toEqual([]);
});

test("what waits for a conversation is forgotten when another one is shown, and what waits for a row is not", () => {
  const { keys } = listened();
  for (const [target, waits] of [
    ["conversation 1", false],
    ["conversation 2", true],
    ["row 1", true],
  ] as const) {
    keys.begin("resolve", target);
    keys.settle("conversation 2");
    expect(keys.add("j")).toBe(waits);
  }
});

test("a text that goes on after the next conversation is shown is ignored, and a key after a pause works", () => {
  const { keys, clock } = listened();
  keys.mute();
  keys.settle("conversation 2");
  clock.ms += 60;
  expect(keys.add("h")).toBe(true);
  clock.ms += 601;
  expect(keys.add("e")).toBe(false);
});

test("a slow text is ignored until the next conversation is shown, whatever its pauses", () => {
  const { keys, clock } = listened();
  keys.mute();
  for (const key of ["h", "e"]) {
    clock.ms += 5_000;
    expect(keys.add(key)).toBe(true);
  }
});

test("keys that wait for a menu to be gone go with what was chosen in it", async () => {
  const { keys, released } = listened();
  keys.begin(null, "gone");
  expect(keys.add("H")).toBe(true);
  keys.begin("reply", "conversation 1"); // the choice
  keys.add("i");
  keys.release("gone");
  keys.release("conversation 1");
  await turn();
  expect(released).toEqual([{ id: "reply", presses: ["H", "i"] }]);
});

test("keys that wait for a menu to be gone end no action that waits", async () => {
  const { keys, released } = listened();
  keys.begin("reply", "conversation 1");
  keys.begin(null, "gone");
  keys.add("H");
  keys.release("gone");
  keys.release("conversation 1");
  await turn();
  expect(released).toEqual([{ id: "reply", presses: ["H"] }]);
});
