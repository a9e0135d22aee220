import { screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { inbox } from "@/server/contract/event/sample-dtos";
import { openPage } from "@/test/support/dom/page";
import { ConnectionTab } from "./inbox-screen";

test("saving one form of the delivery leaves the other's changes marked as unsaved", async () => {
  const onUnsaved = vi.fn();
  const shown = { ...inbox, channel: "api" as const, callbackUrl: null, autoRetry: true };
  const { user, inputsOf } = openPage(<ConnectionTab inbox={shown} onUnsaved={onUnsaved} />, {
    answers: { "inboxes.update": () => shown },
  });
  await user.type(screen.getByRole("textbox", { name: "Temporary errors" }), "429");
  await user.type(screen.getByRole("textbox", { name: "Callback URL" }), "https://shop.example/out");
  await user.click(screen.getByRole("button", { name: "Save" }));
  await expect.poll(() => inputsOf("inboxes.update")).toHaveLength(1);
  await screen.findByText("Saved");
  expect(onUnsaved.mock.lastCall).toEqual([true]);
  await user.click(screen.getByRole("button", { name: "Save retries" }));
  await expect.poll(() => onUnsaved.mock.lastCall).toEqual([false]);
});
