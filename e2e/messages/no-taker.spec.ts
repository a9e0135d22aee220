import { expect } from "@playwright/test";
import { violations } from "@/e2e/support/axe";
import { pane, select } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

test("the composer and Health say that an inbox's replies aren't sent, until an integration receives them", async ({
  integrator,
  openWindow,
}) => {
  const story = await integrator.begin();
  const page = await openWindow(`/inbox?view=all&c=${story.displayId}`);
  const banner = pane(page).getByText("Replies in this inbox aren't being sent");
  await expect(banner).toBeVisible();
  expect(await violations(page)).toEqual([]);

  const health = await openWindow("/settings/health");
  await select(health, "Inbox", story.inboxName);
  const inbox = health
    .getByRole("listitem")
    .filter({ has: health.getByRole("link", { name: story.inboxName }) });
  const all = health.getByRole("button", { name: /^Show all \d+ inboxes$/ });
  // The list is live: other tests' inboxes enter and leave its first ten.
  await expect(async () => {
    if (await all.isVisible()) await all.click({ timeout: 1_000 });
    await expect(inbox.getByText("Replies in this inbox haven't been sent since")).toBeVisible({
      timeout: 1_000,
    });
  }).toPass();
  expect(await violations(health)).toEqual([]);
  await inbox.getByRole("link", { name: "Connect an integration" }).click();
  const callback = health.getByRole("textbox", { name: "Callback URL" });
  await callback.fill("https://crm.example.test/hook");
  await callback.press("Enter");
  await expect(health.getByText("Saved", { exact: true })).toBeVisible();
  await expect(banner).toHaveCount(0);
});
