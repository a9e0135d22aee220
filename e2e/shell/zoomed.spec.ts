import { expect } from "@playwright/test";
import { settingsHref, settingsPagesOf } from "@/app/_shell/nav/settings-pages";
import { expectInReach } from "@/e2e/support/on-screen";
import { pane, thread } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

/** A window of 1440 × 900 at 200 %. */
const ZOOMED = { viewport: { width: 720, height: 450 }, deviceScaleFactor: 2 };

test("at 200 % the inbox, its dialogs and search have nothing cut off or covered", async ({
  integrator,
  openWindow,
}) => {
  const story = await integrator.begin();
  await integrator.receive(story.displayId, "Where is my order?");
  await integrator.answer(story.displayId, "On its way.");
  const page = await openWindow("/inbox?view=all", ZOOMED);
  await expect(page.getByRole("listitem").first()).toBeVisible();
  await expectInReach(page, "list");
  await page.goto(`/inbox?view=all&c=${story.displayId}`);
  await expect(thread(page, story.customer)).toContainText("On its way.");
  await expectInReach(page, "thread");
  await page.keyboard.press("ControlOrMeta+k");
  await expect(page.getByRole("dialog", { name: "Commands" }).getByRole("option").first()).toBeVisible();
  await expectInReach(page, "palette");
  await page.keyboard.press("Escape");
  await pane(page)
    .getByRole("button", { name: /details/i })
    .first()
    .click();
  await expect(page.getByRole("dialog", { name: story.customer })).toBeVisible();
  await expectInReach(page, "details");
  await page.goto("/search?q=order");
  await expect(page.getByRole("main").getByRole("listitem").first()).toBeVisible();
  await expectInReach(page, "search");
  await page.goto("/settings/macros");
  await page.getByRole("button", { name: "New macro" }).first().click();
  await expect(page.getByRole("dialog", { name: "New macro" })).toBeVisible();
  await expectInReach(page, "macro");
  await page.emulateMedia({ forcedColors: "active" }); // no shadow is painted
  await expect(page.getByRole("dialog", { name: "New macro" })).toHaveCSS("border-left-width", "1px");
});

test("at 200 % no page has anything cut off or covered, and none logs an error", async ({
  integrator,
  openWindow,
}) => {
  test.slow(); // it loads every page
  const { inboxId } = await integrator.begin();
  const inbox = `/settings/inboxes/${inboxId}`;
  const page = await openWindow("/contacts", ZOOMED);
  for (const path of [
    "/contacts",
    "/not-delivered",
    "/welcome",
    ...settingsPagesOf("administrator").map(settingsHref),
    "/settings/webhooks/new",
    ...["", "/members", "/rules", "/connection", "/check"].map((tab) => `${inbox}${tab}`),
  ]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 }).first(), path).toBeVisible();
    await expect(page.getByRole("main").locator("li, form, table, button").first(), path).toBeVisible();
    await expectInReach(page, path);
  }
});
