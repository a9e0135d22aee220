import { expect, test } from "vitest";
import { createKeyQueue, type Queued } from "./key-queue";

/** A queue, and what its listener got. */
function listened() {
  const keys = createKeyQueue<string>();
  const released: Queued<string>[] = [];
  keys.onRelease(({ id, presses }) => released.push({ id, presses }));
  return { keys, released };
}
const turn = () => new Promise<void>((done) => setTimeout(done));

test("keys after a requested action wait with it, in their order, until it is loaded", async () => {
  const { keys, released } = listened();
  expect(keys.add("j")).toBe(false);
  keys.begin("snooze", "row 1");
  expect(["1", "h", "Enter"].map((key) => keys.add(key))).toEqual([true, true, true]);
  keys.drop(); // the stand-in is removed in the same turn
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

test("keys work again when what they waited for is gone", async () => {
  const { keys, released } = listened();
  keys.begin("resolve", "row 1");
  keys.drop();
  await turn();
  expect([released, keys.add("j")]).toEqual([[], false]);
});
