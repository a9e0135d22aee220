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
