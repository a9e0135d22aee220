import { expect, test } from "vitest";
import type { ActionResult } from "@/app/_auth/act";
import { runEach } from "./run-each";

const ids = Array.from({ length: 12 }, (_, index) => index + 1);
const nothing = () => undefined;

test("each is changed once, no more at once than allowed, and progress is told", async () => {
  let [underWay, most] = [0, 0];
  const told: number[] = [];
  const run = async (displayId: number): Promise<ActionResult> => {
    most = Math.max(most, ++underWay);
    await Promise.resolve();
    underWay--;
    return { ok: true, operationId: `op ${displayId}` };
  };
  const { changed } = await runEach(ids, run, { atOnce: 4, onDone: (count) => told.push(count) });
  expect(changed.map(({ displayId }) => displayId)).toEqual(ids);
  expect(most).toBe(4);
  expect(told).toEqual(ids);
});

test("what is refused is counted by its reason, and the others go on", async () => {
  const run = async (displayId: number): Promise<ActionResult> => {
    if (displayId % 3 === 0) return { ok: false, code: "conversation.not_found" };
    return { ok: true, operationId: displayId % 2 === 0 ? null : "op" };
  };
  const { changed, unchanged, faults } = await runEach(ids, run, { atOnce: 4, onDone: nothing });
  expect(changed.map(({ displayId }) => displayId)).toEqual([1, 5, 7, 11]);
  expect(unchanged).toBe(4);
  expect([...faults]).toEqual([["conversation.not_found", 4]]);
});

test("when the server is away the rest is not tried, and counted", async () => {
  const tried: number[] = [];
  const run = async (displayId: number): Promise<ActionResult> => {
    tried.push(displayId);
    if (displayId === 2) throw new Error("fetch failed");
    return { ok: true, operationId: "op" };
  };
  const { changed, faults } = await runEach(ids, run, { atOnce: 1, onDone: nothing });
  expect(tried).toEqual([1, 2]);
  expect(changed).toHaveLength(1);
  expect([...faults]).toEqual([["unreachable", 11]]);
});
