import { expect } from "@playwright/test";
import { choose, openRow, refusal } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

test("a conversation is snoozed until a time in words, in the palette and in the dialog", async ({
  integrator,
  openWindow,
}) => {
  const story = await integrator.begin();
  const page = await openWindow(`/inbox?view=all&inbox=${story.inboxId}`);
  await openRow(page, story.customer);
  await expect(page.getByRole("textbox", { name: `Reply to ${story.customer}` })).toBeVisible();
  await page.keyboard.press("h");
  const palette = page.getByRole("dialog", { name: "Commands" });
  await palette.getByPlaceholder("next Tuesday 9").fill("in 3 days");
  await expect(palette.getByRole("option", { name: /^in 3 days .*0?9:00/ })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(refusal(page)).toContainText(`#${story.displayId} snoozed until`);

  await page.goto(`/inbox?view=all&status=snoozed&inbox=${story.inboxId}`);
  await openRow(page, story.customer);
  await choose(page, "Snooze", "Pick a time…");
  const dialog = page.getByRole("dialog", { name: "Snooze until" });
  await dialog.getByRole("textbox", { name: "When" }).fill("in 4 days at 14:30");
  await expect(dialog.getByRole("textbox", { name: "Date and time: time" })).toHaveValue(/14:30|2:30/);
  await dialog.getByRole("button", { name: "Snooze" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(refusal(page)).toContainText("snoozed until");
});
