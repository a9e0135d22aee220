import { expect, test, vi } from "vitest";
import { createFollower } from "./follower";

const open = () => {
  const stops = [vi.fn<() => void>(), vi.fn<() => void>(), vi.fn<() => void>()];
  const ends: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const follower = createFollower<string>(() => {
    const begun = new Promise<void>((resolve, reject) => ends.push({ resolve, reject }));
    return { begun, stop: stops[ends.length - 1] ?? vi.fn<() => void>() };
  });
  return { follower, stops, ends };
};

test("the first member begins, the others wait for the same beginning, and the last one ends it", async () => {
  const { follower, stops, ends } = open();
  const joined = Promise.all([follower.join("a"), follower.join("b")]);
  expect([ends.length, [...follower.members]]).toEqual([1, ["a", "b"]]);
  ends[0]?.resolve();
  await joined;
  follower.leave("a");
  expect(stops[0]).not.toHaveBeenCalled();
  follower.leave("b");
  expect(stops[0]).toHaveBeenCalledOnce();
  void follower.join("c");
  expect(ends).toHaveLength(2);
});

test("after a beginning that failed the next member begins anew", async () => {
  const { follower, stops, ends } = open();
  const first = follower.join("a");
  ends[0]?.reject(new Error("away"));
  await expect(first).rejects.toThrow("away");
  expect(stops[0]).toHaveBeenCalledOnce();
  const second = follower.join("b");
  ends[1]?.resolve();
  await second;
  expect(ends).toHaveLength(2);
});

test("a beginning that fails after its members have left does not end the one of the next", async () => {
  const { follower, stops, ends } = open();
  const first = follower.join("a");
  follower.leave("a");
  const second = follower.join("b");
  ends[0]?.reject(new Error("away"));
  await expect(first).rejects.toThrow("away");
  ends[1]?.resolve();
  await second;
  expect(stops[1]).not.toHaveBeenCalled();
});
