import { screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { ScheduleDialog } from "@/app/_inbox/scheduled/schedule-dialog";
import { noteServerTime, serverNow } from "@/app/_lib/times/server-now";
import { openPage } from "@/test/support/dom/page";
import { SnoozeDialog } from "./snooze-dialog";
import { SnoozeMenu } from "./snooze-menu";

const HOUR_MS = 60 * 60_000;
const answerAt = (ms: number) => new Response(null, { headers: { date: new Date(ms).toUTCString() } });

/** Where the server's clock is so far ahead of the browser's. */
const setAhead = (ms: number) => noteServerTime(answerAt(Date.now() + ms), Date.now());
afterEach(() => setAhead(0));

/** How many hours after now, by the server's clock, a chosen time is. */
const hoursTo = (at: Date | undefined) => ((at?.getTime() ?? Number.NaN) - serverNow()) / HOUR_MS;

test("in the menu, an hour is one by the server's clock, wherever the browser's stands", async () => {
  setAhead(5 * HOUR_MS);
  const chosen: (Date | null)[] = [];
  const trigger = <button type="button">Snooze</button>;
  const { user } = openPage(
    <SnoozeMenu trigger={trigger} onSnooze={(until) => chosen.push(until)} onPick={() => {}} />,
  );
  await user.click(screen.getByRole("button", { name: "Snooze" }));
  await user.click(await screen.findByRole("menuitem", { name: /In 1 hour/ }));
  expect(hoursTo(chosen[0] ?? undefined)).toBeCloseTo(1, 1);
});

test("words are read as of the server's clock, and what is future by it can be chosen", async () => {
  setAhead(-5 * HOUR_MS);
  const chosen: Date[] = [];
  const { user } = openPage(
    <SnoozeDialog open onOpenChange={() => {}} onSnooze={(until) => chosen.push(until)} />,
  );
  await user.type(await screen.findByRole("textbox", { name: "When" }), "in 3 hours");
  await user.click(screen.getByRole("button", { name: "Snooze" }));
  expect(screen.queryByText("Choose a time in the future.")).toBeNull();
  expect(hoursTo(chosen[0])).toBeCloseTo(3, 1);
});

test("a message is scheduled as of the server's clock", async () => {
  setAhead(5 * HOUR_MS);
  const chosen: string[] = [];
  const initial = { content: "Hello", cancelIfCustomerWrites: false, sendAt: null, files: [] };
  const { user } = openPage(
    <ScheduleDialog
      {...{ title: "Send later", initial, isPending: false, error: undefined }}
      onClose={() => {}}
      onSchedule={({ sendAt }) => chosen.push(sendAt)}
    />,
  );
  const words = await screen.findByRole("textbox", { name: "When" });
  await user.type(words, "in 2 hours");
  await user.click(screen.getByRole("button", { name: "Schedule" }));
  expect(hoursTo(new Date(chosen[0] ?? ""))).toBeCloseTo(2, 1);
});
