import { screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { inbox, message } from "@/server/contract/event/sample-dtos";
import { openPage } from "@/test/support/dom/page";
import { TickTimeline } from "./tick-timeline";

test("the delivery history of a message opens above it, and covers neither the reason of a failure nor its button", async () => {
  const { user } = openPage(<TickTimeline message={{ ...message, status: "failed" }} status="failed" />, {
    answers: {
      "inboxes.list": () => [inbox],
      "messages.timeline": () => ({ data: [], attempts: [] }) as never,
    },
  });
  const tick = screen.getByRole("button", { name: "Failed" });
  // In the middle of the window: there is room on each side.
  vi.spyOn(tick, "getBoundingClientRect").mockReturnValue(new DOMRect(300, 400, 20, 20));
  await user.click(tick);
  const history = await screen.findByRole("dialog", { name: "Delivery history" });
  await expect.poll(() => history.getAttribute("data-side")).toBe("top");
});

test("the delivery history names the day of what happened on another one, and of a planned attempt", async () => {
  vi.spyOn(navigator, "languages", "get").mockReturnValue(["en-GB"]);
  const receipt = {
    ...{ attempt: 1, result: "applied", reason: null, sourceId: null, error: null },
    actor: { type: "system", id: null, name: null },
    receivedAt: "2020-03-04T09:00:02Z",
  };
  const receipts = [
    { ...receipt, id: 1, signal: "failed", at: "2020-03-02T09:00:01Z" },
    { ...receipt, id: 2, signal: "retry_planned", at: "2020-03-05T08:30:00Z" },
    { ...receipt, id: 3, signal: "read", at: "2020-03-04T09:00:03Z" },
  ];
  const { user } = openPage(
    <TickTimeline message={{ ...message, createdAt: "2020-03-02T09:00:00Z" }} status="read" />,
    {
      answers: {
        "inboxes.list": () => [inbox],
        "messages.timeline": () => ({ attempts: [], tries: [], receipts, rolledUpAt: null }) as never,
      },
    },
  );
  await user.click(screen.getByRole("button", { name: "Read" }));
  const lines = async () => (await screen.findAllByRole("listitem")).map((line) => line.textContent);
  await expect.poll(lines).toHaveLength(6);
  expect(await lines()).toEqual([
    expect.stringMatching(/^Monday,? 2 March 2020$/),
    "09:00:00Created, attempt 1",
    "09:00:01Failed",
    expect.stringMatching(/^Wednesday,? 4 March 2020$/),
    "09:00:02Next automatic attempt at 5 Mar 2020, 08:30",
    "09:00:03Read",
  ]);
});

test("the delivery history of a pending message says which one is sent first", async () => {
  const waitsFor = { messageId: 7, number: 3, createdAt: "2020-03-02T09:00:00Z" };
  const { user } = openPage(<TickTimeline message={{ ...message, status: "pending" }} status="pending" />, {
    answers: {
      "inboxes.list": () => [inbox],
      "messages.timeline": () =>
        ({ attempts: [], tries: [], receipts: [], rolledUpAt: null, waitsFor }) as never,
    },
  });
  await user.click(screen.getByRole("button", { name: "Pending" }));
  expect(
    await screen.findByText(/^Waits for the message from .*2020.*, which is sent first\.$/),
  ).toBeDefined();
});
