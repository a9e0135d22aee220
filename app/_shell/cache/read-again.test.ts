import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, expect, test, vi } from "vitest";
import { readAgain } from "./read-again";

const queryClient = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } });
afterEach(() => queryClient.clear());

/** A screen that shows `key`; `answer` ends its oldest request that is under way. */
function show(key: string) {
  const requests: ((value: string | Error) => void)[] = [];
  const observer = new QueryObserver<string>(queryClient, {
    queryKey: [key],
    queryFn: () =>
      new Promise((resolve, reject) => {
        requests.push((value) => (value instanceof Error ? reject(value) : resolve(value)));
      }),
  });
  const stop = observer.subscribe(() => undefined);
  return {
    answer: (value: string | Error) => requests.shift()?.(value),
    underWay: () => requests.length,
    shown: () => observer.getCurrentResult().data,
    stop,
  };
}

test("what was being read for the first time while it changed is read once more", async () => {
  const screen = show("settings");
  readAgain(queryClient, { queryKey: ["settings"] });
  expect(screen.underWay()).toBe(1);
  screen.answer("before the change");
  await vi.waitFor(() => expect(screen.underWay()).toBe(1));
  screen.answer("after it");
  await vi.waitFor(() => expect(screen.shown()).toBe("after it"));
  expect(screen.underWay()).toBe(0);
  screen.stop();
});

test("so is what could not be read, and nothing else", async () => {
  const [failing, other] = [show("failing"), show("other")];
  readAgain(queryClient, { queryKey: ["failing"] });
  other.answer("quiet");
  failing.answer(new Error("no network"));
  await vi.waitFor(() => expect(failing.underWay()).toBe(1));
  expect([other.shown(), other.underWay()]).toEqual(["quiet", 0]);
  failing.stop();
  other.stop();
});

test("what is there is asked for anew at once", async () => {
  const screen = show("list");
  screen.answer("old");
  await vi.waitFor(() => expect(screen.shown()).toBe("old"));
  readAgain(queryClient);
  await vi.waitFor(() => expect(screen.underWay()).toBe(1));
  screen.answer("new");
  await vi.waitFor(() => expect(screen.shown()).toBe("new"));
  screen.stop();
});
