import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { Refusal } from "@/server/contract/_shared/refusal";
import { alert } from "@/server/contract/event/sample-organising";
import { openPage } from "@/test/support/dom/page";
import { AlertsScreen } from "./alerts-screen";

test("alerts that cannot be read further stay, with the reason and the button to try again", async () => {
  let isOut = true;
  const { user } = openPage(<AlertsScreen />, {
    answers: {
      "inboxes.list": () => [],
      "alerts.list": ({ cursor }: { cursor?: unknown }) => {
        if (!cursor) return { data: [{ ...alert, id: 2 }], nextCursor: "2" } as never;
        if (isOut) throw new Refusal("server.busy");
        return { data: [{ ...alert, id: 1 }], nextCursor: null } as never;
      },
    },
  });
  const more = await screen.findByRole("button", { name: "Show more" });
  await user.click(more);
  await screen.findByRole("alert", {}, { timeout: 20_000 });
  expect(screen.getAllByRole("listitem")).toHaveLength(1);
  isOut = false;
  await user.click(more);
  await expect.poll(() => screen.getAllByRole("listitem").length).toBe(2);
  expect(screen.queryByRole("alert")).toBeNull();
});
