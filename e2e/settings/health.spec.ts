import { expect } from "@playwright/test";
import { violations, violationsInBothSchemes } from "@/e2e/support/axe";
import { select } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

test("an administrator sees how many messages failed and why, as a chart and as a table, and opens them", async ({
  integrator,
  openWindow,
}) => {
  const story = await integrator.begin();
  const { id } = await integrator.answer(story.displayId, "Your parcel is on its way.");
  await integrator.report({ messageId: id, signal: "failed", error: "131026: not on WhatsApp" });
  const page = await openWindow("/settings/health");
  await select(page, "Inbox", story.inboxName);
  await expect(page.getByText("1 attempt, 1 failed (100%).")).toBeVisible();
  const figure = page.getByRole("figure");
  await expect(figure.locator("path.recharts-rectangle").first()).toBeVisible();
  expect(await violationsInBothSchemes(page)).toEqual([]);

  await figure.getByRole("button", { name: "Show as table" }).click();
  await expect(figure.getByRole("row").nth(1)).toContainText("100%");
  await expect(figure.getByRole("row")).toHaveCount(25);
  expect(await violations(page)).toEqual([]);

  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download CSV" }).click();
  expect((await download).suggestedFilename()).toBe("failed-messages.csv");
  await page.getByRole("link", { name: "1 still failed" }).click();
  await expect(page.getByText("Failed with “131026: not on WhatsApp”.")).toBeVisible();
  await expect(page.getByRole("list", { name: "Not delivered" })).toContainText(story.customer);
});
