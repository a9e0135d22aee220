import { expect, type Page } from "@playwright/test";
import { message, pane, rowOf } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

const mark = (page: Page) => page.getByRole("navigation", { name: "Views" }).getByRole("status");

test("a lost network is shown immediately, the draft stays, and afterwards everything is updated", async ({
  integrator,
  openWindow,
  faults,
}) => {
  faults.expect(/ERR_INTERNET_DISCONNECTED/); // logged by the browser itself
  const story = await integrator.begin();
  await integrator.receive(story.displayId, "Before");
  const page = await openWindow(`/inbox?view=all&inbox=${story.inboxId}&c=${story.displayId}`);
  await expect(message(page, "Before")).toBeVisible();
  await expect(mark(page)).toBeEmpty();

  await page.context().setOffline(true);
  await expect(mark(page)).toContainText("Offline.");
  const field = page.getByRole("textbox", { name: `Reply to ${story.customer}` });
  await field.fill("Written without a network");
  await integrator.receive(story.displayId, "Meanwhile");

  await page.context().setOffline(false);
  await expect(mark(page)).toContainText("Back online.");
  await expect(message(page, "Meanwhile")).toBeVisible();
  await expect(rowOf(page, story.customer)).toContainText("Meanwhile");
  await expect(field).toHaveValue("Written without a network");
  await expect(mark(page)).toBeEmpty();
  await field.press("Control+Enter");
  await expect(pane(page).getByRole("listitem").filter({ hasText: "Written without" })).toBeVisible();
});
