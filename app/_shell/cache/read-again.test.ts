import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, expect, test, vi } from "vitest";
import { readAgain } from "./queries";

const queryClient = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } });
afterEach(() => queryClient.clear());

/** A screen that shows `key`; `answer` resolves its oldest pending request. */
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

test("readAgain refetches a first load that was running when the data changed", async () => {
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

test("readAgain refetches a failed query, and no other", async () => {
  const [failing, other] = [show("failing"), show("other")];
  readAgain(queryClient, { queryKey: ["failing"] });
  other.answer("quiet");
  failing.answer(new Error("no network"));
  await vi.waitFor(() => expect(failing.underWay()).toBe(1));
  expect([other.shown(), other.underWay()]).toEqual(["quiet", 0]);
  failing.stop();
  other.stop();
});

test("readAgain refetches loaded queries immediately", async () => {
  const screen = show("list");
  screen.answer("old");
  await vi.waitFor(() => expect(screen.shown()).toBe("old"));
  readAgain(queryClient);
  await vi.waitFor(() => expect(screen.underWay()).toBe(1));
  screen.answer("new");
  await vi.waitFor(() => expect(screen.shown()).toBe("new"));
  screen.stop();
});
