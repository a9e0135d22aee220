import { expect, test, vi } from "vitest";
import { createOverlapping } from "./overlapping";

const scene = () => {
  const clock = { ms: 0 };
  return { clock, overlapping: createOverlapping<string>(() => clock.ms) };
};

test("requests that arrive before a run ends share its result, also if they are late in asking", async () => {
  const { clock, overlapping } = scene();
  const work = vi.fn(async () => "first");
  const first = overlapping.run("a", 0, work);
  const second = overlapping.run("a", 0, work);
  clock.ms = 5;
  expect(await first).toBe("first");
  expect(await second).toBe("first");
  clock.ms = 8;
  expect(await overlapping.run("a", 4, work)).toBe("first");
  expect(work).toHaveBeenCalledTimes(1);
});

test("a request that arrives after a run ended, and one of another key, run by themselves", async () => {
  const { clock, overlapping } = scene();
  expect(await overlapping.run("a", 0, async () => "first")).toBe("first");
  expect(await overlapping.run("a", clock.ms, async () => "second")).toBe("second");
  expect(await overlapping.run("b", -1, async () => "other")).toBe("other");
});

test("a failure is not shared: those who wait run one after another until one succeeds", async () => {
  const { overlapping } = scene();
  const work = vi.fn(async () => "later");
  work.mockRejectedValueOnce(new Error("refused"));
  const runs = [1, 2, 3].map(() => overlapping.run("a", 0, work));
  const ended = await Promise.allSettled(runs);
  expect(ended.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "fulfilled"]);
  expect(work).toHaveBeenCalledTimes(2);
});

test("ended runs are forgotten", async () => {
  const { clock, overlapping } = scene();
  await overlapping.run("a", 0, async () => "first");
  clock.ms = 20_000;
  await overlapping.run("b", 20_000, async () => "second");
  expect(overlapping.size()).toBe(1);
});
