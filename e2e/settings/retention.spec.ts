import { expect } from "@playwright/test";
import { test } from "@/e2e/support/windows";

test("resolved conversations are deleted after an inbox's days, which asks first and says how many are due", async ({
  integrator,
  openWindow,
}) => {
  const { inboxId } = await integrator.begin();
  const page = await openWindow("/settings/trash");
  const section = page.getByRole("region", { name: "Delete resolved conversations" });
  const form = section.locator("form").filter({ has: page.locator(`[name="resolved-${inboxId}"]`) });
  const days = form.getByRole("textbox");
  const save = form.getByRole("button", { name: "Save" });
  await expect(form).toContainText("Resolved conversations are kept.");
  await expect(save).toBeDisabled();

  await days.fill("3651");
  await expect(form).toContainText("Enter a whole number of days, up to 3,650.");
  await days.fill("30");
  await save.click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("status")).toHaveText("No conversations are due yet.");
  await expect(dialog).toContainText("deleted 30 days after being resolved");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await save.click();
  await dialog.getByRole("button", { name: "Delete automatically" }).click();
  await expect(page.getByRole("heading", { name: "Saved" })).toBeVisible();
  await page.reload();
  await expect(days).toHaveValue("30");
  await expect(form).toContainText("Deleted 30 days after being resolved.");
});
