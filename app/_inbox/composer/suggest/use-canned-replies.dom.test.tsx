import { act, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { composerRow } from "@/test/support/dom/composer";
import { openPage } from "@/test/support/dom/page";
import { useCannedReplies } from "./use-canned-replies";

afterEach(() => void vi.useRealTimers());

function Replies() {
  return useCannedReplies(composerRow).map(({ key, insert }) => <p key={key}>{insert}</p>);
}

test("a canned reply has the day on which it is inserted, also in a conversation that stays open past midnight", async () => {
  vi.useFakeTimers({ toFake: ["Date", "Intl", "setInterval", "clearInterval"] as never });
  vi.setSystemTime(new Date(2026, 0, 31, 23, 59, 50));
  const reply = {
    id: 1,
    shortCode: "day",
    title: "",
    folder: "",
    visibility: "account",
    inboxIds: [],
    files: [],
  };
  openPage(<Replies />, {
    answers: {
      "inboxes.list": () => [],
      "cannedReplies.list": () => [{ ...reply, content: "Shipped on {{date}}.", uses: 0 }] as never,
    },
  });
  const shows = (day: string) =>
    expect.poll(() => screen.queryByText(`Shipped on ${day}, 2026.`), { timeout: 5_000 }).toBeTruthy();
  await shows("January 31");
  act(() => void vi.advanceTimersByTime(20_000));
  await shows("February 1");
});
