import { expect, test } from "vitest";
import { waitFor } from "@/test/support/wait-for";
import { reactionsDone } from "./reactions-done";
import { shareAnswers } from "./share-answers";

test("an answer was requested after the call, and callers at the same time share it", async () => {
  const begun: ((answer: string) => void)[] = [];
  const request = shareAnswers(() => new Promise<string>((resolve) => void begun.push(resolve)), 0);
  const isBegun = (nth: number) => waitFor(() => expect(begun).toHaveLength(nth));
  const first = [request(), request()];
  await isBegun(1);
  const second = [request(), request()];
  await reactionsDone();
  expect(begun).toHaveLength(1); // one question is open at a time
  begun[0]?.("first");
  expect(await Promise.all(first)).toEqual(["first", "first"]);
  await isBegun(2);
  begun[1]?.("second");
  expect(await Promise.all(second)).toEqual(["second", "second"]);
  const third = request();
  await isBegun(3);
  begun[2]?.("third");
  expect(await third).toBe("third");
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
