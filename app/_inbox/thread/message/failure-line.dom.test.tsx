import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { openPage } from "@/test/support/dom/page";
import { aMessage } from "@/test/support/scenes/dtos";
import { FailureLine } from "./bubble-parts";

test("after a resend by key the focus is on the thread, and not on a button that leaves", async () => {
  const message = aMessage({ id: 5, direction: "out", status: "failed", externalError: "131026" });
  const { user, inputsOf } = openPage(
    // biome-ignore lint/a11y/noNoninteractiveTabindex: as the thread's
    <section id="thread" tabIndex={0} aria-label="Thread">
      <FailureLine message={message} />
    </section>,
    { answers: { "messages.retry": () => message as never, "inboxes.list": () => [] } },
  );
  screen.getByRole("button", { name: "Resend" }).focus();
  await user.keyboard("{Enter}");
  await expect.poll(() => inputsOf("messages.retry")).toEqual([{ messageId: 5 }]);
  expect(document.activeElement).toBe(screen.getByRole("region", { name: "Thread" }));
});
