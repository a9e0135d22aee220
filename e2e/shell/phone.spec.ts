import { expect, type Page } from "@playwright/test";
import { openRow, openSettings, pane, rowOf, thread, tick, write } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

const fits = (page: Page) =>
  expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);

test("on a phone the list leads to a thread and back", async ({ integrator, openWindow }) => {
  const story = await integrator.begin();
  await integrator.receive(story.displayId, "Is anybody there?");
  const page = await openWindow(`/inbox?view=all&inbox=${story.inboxId}`, phone);
  await expect(rowOf(page, story.customer)).toContainText("Is anybody there?");
  await fits(page);

  await openRow(page, story.customer);
  await expect(thread(page, story.customer)).toContainText("Is anybody there?");
  await expect(rowOf(page, story.customer)).toBeHidden();
  await fits(page);
  await write(page, story.customer, "Yes, always.");
  await expect(tick(page, "Yes, always.", "Pending")).toBeVisible();
  const facts = pane(page).locator("header p");
  await expect(facts).toContainText(`#${story.displayId}`);
  await expect(facts).toContainText(story.inboxName);
  await expect(facts).toContainText("unassigned");
  expect(await facts.evaluate((line) => line.scrollWidth <= line.clientWidth)).toBe(true);
  const bubble = thread(page, story.customer)
    .locator("[data-message-id]")
    .filter({ hasText: "Yes, always." });
  const menu = bubble.getByRole("button", { name: "Message actions" });
  await expect(menu).toHaveCSS("opacity", "0");
  await bubble.getByText("Yes, always.").tap();
  await expect(menu).toHaveCSS("opacity", "1");
  expect((await menu.boundingBox())?.height).toBeGreaterThanOrEqual(40);

  await page.getByRole("button", { name: "Back to list" }).click();
  await expect(rowOf(page, story.customer)).toContainText("Yes, always.");
  await expect(thread(page, story.customer)).toBeHidden();
  await openRow(page, story.customer);
  await expect(thread(page, story.customer)).toBeVisible();
  await page.goBack();
  await expect(rowOf(page, story.customer)).toBeVisible();

  await page.getByRole("button", { name: "Views" }).click();
  await openSettings(page, story.inboxName);
  await expect(page.getByRole("switch", { name: /Bot answers first/ })).toBeVisible();
  await fits(page);
});
