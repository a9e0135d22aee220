import { screen } from "@testing-library/react";
import { useState } from "react";
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

test("an error that somebody else has added to the list meanwhile stays when another one is added", async () => {
  const shown = { ...inbox, channel: "api" as const, callbackUrl: null, autoRetry: true };
  function Tab() {
    const [autoRetryErrors, setErrors] = useState(["408"]);
    return (
      <>
        <button type="button" onClick={() => setErrors(["408", "503"])}>
          Elsewhere
        </button>
        <ConnectionTab inbox={{ ...shown, autoRetryErrors }} onUnsaved={() => {}} />
      </>
    );
  }
  const { user, inputsOf } = openPage(<Tab />, { answers: { "inboxes.update": () => shown } });
  await user.type(screen.getByRole("textbox", { name: "Temporary errors" }), "{Enter}429");
  await user.click(screen.getByRole("button", { name: "Elsewhere" }));
  await user.click(screen.getByRole("button", { name: "Save retries" }));
  await expect
    .poll(() => inputsOf("inboxes.update"))
    .toEqual([{ inboxId: shown.id, autoRetryErrors: ["408", "503", "429"] }]);
});
