import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { shareAnswers } from "./share-answers";

test("an answer was requested after the call, and callers at the same time share it", async () => {
  let requests = 0;
  const answer = shareAnswers(async () => {
    requests += 1;
    const mine = requests;
    await sleep(5);
    return mine;
  }, 0);
  const first = [answer(), answer()];
  await sleep(2); // the first question is on its way
  const second = [answer(), answer()];
  expect(await Promise.all([...first, ...second])).toEqual([1, 1, 2, 2]);
  expect(await answer()).toBe(3);
});

test("questions begin apart, however many call, and a failed one is no obstacle", async () => {
  const begun: number[] = [];
  const answer = shareAnswers(async () => {
    begun.push(performance.now());
    if (begun.length === 1) throw new Error("away");
    return begun.length;
  }, 30);
  await expect(Promise.all([answer(), answer()])).rejects.toThrow("away");
  await Promise.all(Array.from({ length: 100 }, () => answer()));
  const [first = 0, second = 0] = begun;
  expect(begun).toHaveLength(2);
  expect(second - first).toBeGreaterThanOrEqual(29);
});
