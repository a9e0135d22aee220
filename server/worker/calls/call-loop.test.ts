import { expect, onTestFinished, test, vi } from "vitest";
import { waitUntil } from "@/server/lib/async/wait-until";
import { startCallLoop } from "./call-loop";

test("work that comes right after a look for it is noticed soon, however long nothing was needed", async () => {
  let isNeeded = false;
  let looks = 0;
  const follow = vi.fn(async () => ({ considered: 0, left: 0 }));
  const loop = startCallLoop({
    open: () => ({
      count: () => 0,
      flush: async () => {},
      follow,
      take: async () => 0,
      isNeeded: async () => {
        looks += 1;
        return isNeeded;
      },
      releaseWaiting: () => {},
    }),
    log: { error: vi.fn() },
    failure: "the test failed",
  });
  onTestFinished(() => loop.stop());
  await waitUntil(() => looks >= 3, { withinMs: 10_000 }); // the next pause is of two seconds

  const before = looks;
  await waitUntil(
    () => {
      loop.wake();
      return looks > before;
    },
    { withinMs: 1_000, everyMs: 5 },
  );
  isNeeded = true;
  loop.wake();
  expect(await waitUntil(() => follow.mock.calls.length > 0, { withinMs: 1_000, everyMs: 5 })).toBe(true);
});
