import { useQuery } from "@tanstack/react-query";
import { screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { useTRPC } from "@/app/_lib/trpc";
import { openPage } from "@/test/support/dom/page";
import { noteServerTime, serverNow } from "./server-now";

const answerAt = (ms: number) => new Response(null, { headers: { date: new Date(ms).toUTCString() } });
const aheadMs = () => serverNow() - Date.now();

afterEach(() => noteServerTime(answerAt(Date.now()), Date.now()));

function Labels() {
  const trpc = useTRPC();
  const { isSuccess, refetch } = useQuery(trpc.labels.list.queryOptions());
  return (
    <button type="button" onClick={() => void refetch()}>
      {isSuccess ? "Labels" : "Loading"}
    </button>
  );
}

test("the server's time is that of its answers", async () => {
  const { user } = openPage(<Labels />, { answers: { "labels.list": () => [] } });
  await screen.findByText("Labels");
  expect(aheadMs()).toBe(0);
  const answer = globalThis.fetch;
  vi.stubGlobal("fetch", async (...request: Parameters<typeof fetch>) => {
    const response = await answer(...request);
    response.headers.set("date", new Date(Date.now() - 60_000).toUTCString());
    return response;
  });
  await user.click(screen.getByRole("button"));
  await expect.poll(() => Math.abs(aheadMs() + 60_000)).toBeLessThan(1_000);
});

test("clocks that differ by less than an answer can tell are the same, and an old answer sets none", () => {
  noteServerTime(answerAt(Date.now() + 900), Date.now());
  expect(aheadMs()).toBe(0);
  noteServerTime(answerAt(Date.now() - 60_000), Date.now() - 60_000);
  expect(aheadMs()).toBe(0);
  noteServerTime(new Response(null), Date.now());
  expect(aheadMs()).toBe(0);
});
