import { expect } from "@playwright/test";
import { details, refusal } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

test("custom attributes are added, edited in place and removed; a colleague sees it", async ({
  integrator,
  openWindow,
}) => {
  const story = await integrator.begin();
  const path = `/inbox?view=all&inbox=${story.inboxId}&c=${story.displayId}`;
  const page = await openWindow(path);
  const colleague = await openWindow(path);
  await details(page).getByRole("button", { name: "Add field" }).click();
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("order");
  await page.getByRole("textbox", { name: "Value", exact: true }).fill("A-1");
  await page.keyboard.press("Enter");
  const value = (of: typeof page) => details(of).getByRole("textbox", { name: "Value of order" });
  await expect(value(page)).toHaveValue("A-1");
  await expect(value(colleague)).toHaveValue("A-1");

  await value(page).fill("A-2");
  await page.keyboard.press("Enter");
  await expect(value(colleague)).toHaveValue("A-2");

  await expect(refusal(page)).toContainText(`Fields of #${story.displayId} updated`);
  await page.keyboard.press("z");
  await expect(value(colleague)).toHaveValue("A-1");
  await expect(value(page)).toHaveValue("A-1");

  await value(page).focus();
  await details(page).getByRole("button", { name: "Remove order" }).click();
  await expect(value(page)).toHaveCount(0);
  await expect(value(colleague)).toHaveCount(0);
});
