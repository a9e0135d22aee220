import { expect } from "@playwright/test";
import { ADMIN } from "@/e2e/support/environment";
import { details, openRow, pane, refusal, rowOf, thread } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

test("trashed by key, restored by undo, then permanently deleted from the trash", async ({
  integrator,
  openWindow,
}) => {
  const story = await integrator.begin();
  const page = await openWindow(`/inbox?view=all&inbox=${story.inboxId}&c=${story.displayId}`);
  await expect(page.getByRole("textbox", { name: `Reply to ${story.customer}` })).toBeVisible();
  await page.keyboard.press("#");
  await expect(refusal(page)).toContainText(`#${story.displayId} moved to trash`);
  await expect(rowOf(page, story.customer)).toHaveCount(0);
  await page.keyboard.press("z");
  await expect(rowOf(page, story.customer)).toBeVisible();
  await expect(page.getByRole("textbox", { name: `Reply to ${story.customer}` })).toBeVisible();

  await page.keyboard.press("#");
  await expect(rowOf(page, story.customer)).toHaveCount(0);
  const trash = await openWindow(`/inbox?view=trash&status=any&inbox=${story.inboxId}`);
  await openRow(trash, story.customer);
  await expect(pane(trash)).toContainText("This conversation is in the trash.");
  await expect(thread(trash, story.customer)).toContainText(
    `${ADMIN.name} restored and moved to trash · 3 changes`,
  );
  await expect(details(trash)).toContainText("Restore the conversation to change it.");
  await expect(details(trash).getByRole("button", { name: "Assignee" })).toBeDisabled();

  await pane(trash).getByRole("button", { name: "Delete permanently" }).click();
  const dialog = trash.getByRole("dialog");
  const confirm = dialog.getByRole("button", { name: "Delete permanently" });
  await expect(dialog).toContainText("This cannot be undone.");
  await expect(confirm).toBeDisabled();
  await dialog.getByLabel(`Type ${story.displayId} to confirm`).fill(String(story.displayId));
  await confirm.click();
  await expect(rowOf(trash, story.customer)).toHaveCount(0);
  await expect(trash.getByText("Trash is empty")).toBeVisible();
});

test("a customer's message restores the conversation from the trash, and the thread shows it", async ({
  integrator,
  openWindow,
}) => {
  const story = await integrator.begin();
  const page = await openWindow(`/inbox?view=all&inbox=${story.inboxId}&c=${story.displayId}`);
  await expect(page.getByRole("textbox", { name: `Reply to ${story.customer}` })).toBeVisible();
  await page.keyboard.press("#");
  await expect(rowOf(page, story.customer)).toHaveCount(0);
  await integrator.receive(story.displayId, "Are you there?");
  await openRow(page, story.customer);
  await expect(thread(page, story.customer)).toContainText(`Restored because ${story.customer} wrote`);
});
