import { expect, test } from "vitest";
import { createSemaphore } from "./semaphore";

test("the semaphore bounds concurrency, keeps order, and releases a failed slot", async () => {
  const gate = createSemaphore(3);
  const begun: number[] = [];
  let [inside, most] = [0, 0];
  const works = Array.from({ length: 20 }, (_, i) =>
    gate(async () => {
      begun.push(i);
      most = Math.max(most, ++inside);
      for (let turns = 0; turns < 10; turns++) await new Promise((resolve) => setImmediate(resolve));
      inside -= 1;
      if (i === 5) throw new Error("five");
      return i;
    }),
  );
  const settled = await Promise.allSettled(works);
  expect(begun).toEqual(Array.from({ length: 20 }, (_, i) => i));
  expect(most).toBe(3);
  expect(settled.flatMap((s, i) => (s.status === "rejected" ? [i] : []))).toEqual([5]);
  await expect(gate(async () => "later")).resolves.toBe("later");
});

test("the semaphore starts one waiter per turn of the event loop, with other work in between", async () => {
  const gate = createSemaphore(100);
  const seen: string[] = [];
  const crowd = Promise.all(Array.from({ length: 5 }, () => gate(async () => void seen.push("crowd"))));
  const tick = () => {
    seen.push("other");
    if (seen.length < 10) setImmediate(tick);
  };
  setImmediate(tick);
  await crowd;
  expect(seen.slice(0, 9).filter((who, i) => i > 0 && who === seen[i - 1])).toEqual([]);
});
