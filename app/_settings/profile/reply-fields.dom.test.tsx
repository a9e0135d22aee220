import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { openPage } from "@/test/support/dom/page";
import { ReplyFields } from "./reply-fields";

const NAME = "When I reply to an unassigned conversation, assign it to me";

test("the profile shows the account's default, and saves the member's own choice", async () => {
  const { user, inputsOf } = openPage(<ReplyFields />, {
    answers: {
      "me.replyAssignment": () => ({ choice: "account", accountDefault: true }),
      "me.setReplyAssignment": (input) => input,
      "me.signatures": () => [],
      "inboxes.list": () => [],
    },
  });
  const usual = await screen.findByRole<HTMLInputElement>("radio", { name: "Account default (on)" });
  expect(screen.getByRole("radiogroup", { name: NAME })).toBeTruthy();
  expect(usual.checked).toBe(true);
  const never = () => screen.getByRole<HTMLInputElement>("radio", { name: "Never" });
  await user.click(never());
  await expect.poll(() => [never().checked, never().disabled]).toEqual([true, false]);
  expect(inputsOf("me.setReplyAssignment")).toEqual([{ choice: "never" }]);
});

test("the choice of another window is shown on return, where both windows are visible too", async () => {
  let choice: "account" | "never" = "account";
  openPage(<ReplyFields />, {
    answers: {
      "me.replyAssignment": () => ({ choice, accountDefault: true }),
      "me.signatures": () => [],
      "inboxes.list": () => [],
    },
  });
  await screen.findByRole("radio", { name: "Account default (on)" });
  choice = "never";
  window.dispatchEvent(new Event("focus"));
  await expect.poll(() => screen.getByRole<HTMLInputElement>("radio", { name: "Never" }).checked).toBe(true);
});
