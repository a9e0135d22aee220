import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { scheduledMessage } from "@/server/contract/event/sample-organising";
import { openPage } from "@/test/support/dom/page";
import ScheduledList from "./scheduled-list";

const own = { ...scheduledMessage, author: { type: "user" as const, id: 1, name: "Ada Duarte" } };

/** The dialog that edits a message of the reader's own, due at `sendAt`. */
async function openEdit(sendAt: string) {
  const answers = { "scheduled.list": () => [{ ...own, sendAt }], "scheduled.change": () => own };
  const page = openPage(<ScheduledList displayId={7} />, { path: "/inbox?c=7", answers });
  await page.user.click(await screen.findByRole("button", { name: "Edit" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Edit scheduled message" }));
  return { ...page, dialog };
}

test("an edit sends what was changed in it: what a colleague changes meanwhile stays, and a time keeps its seconds", async () => {
  const sendAt = new Date(Date.now() + 45_000).toISOString();
  const { user, inputsOf, dialog } = await openEdit(sendAt);
  await user.click(await dialog.findByRole("checkbox"));
  await user.click(dialog.getByRole("button", { name: "Schedule" }));
  await expect
    .poll(() => inputsOf("scheduled.change"))
    .toEqual([{ scheduledMessageId: own.id, cancelIfCustomerWrites: true }]);
});

test("words that are no time are not taken for the time of their beginning", async () => {
  const sendAt = new Date(Date.now() + 48 * 3_600_000).toISOString();
  const { user, inputsOf, dialog } = await openEdit(sendAt);
  const words = await dialog.findByRole<HTMLInputElement>("textbox", { name: "When" });
  await user.type(words, "tomorrow at ten");
  expect(words.validationMessage).toMatch(/^Enter a time/);
  await user.click(dialog.getByRole("button", { name: "Schedule" }));
  expect(inputsOf("scheduled.change")).toEqual([]);
  // A time that is chosen otherwise replaces the words.
  await user.click(dialog.getByRole("button", { name: /Tomorrow/ }));
  expect(words.value).toBe("");
  await user.click(dialog.getByRole("button", { name: "Schedule" }));
  await expect
    .poll(() => inputsOf("scheduled.change"))
    .toEqual([{ scheduledMessageId: own.id, sendAt: expect.any(String) }]);
});
