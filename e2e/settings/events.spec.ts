import { expect } from "@playwright/test";
import { violations } from "@/e2e/support/axe";
import { pane, select } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

test("a conversation's history is one timeline, opened from its menu; an event shows its JSON", async ({
  integrator,
  openWindow,
}) => {
  const story = await integrator.begin();
  await integrator.receive(story.displayId, "Where is my order?");
  await integrator.changeStatus(story.displayId, "resolve");
  const page = await openWindow(`/inbox?view=all&inbox=${story.inboxId}&c=${story.displayId}`);
  await pane(page).getByRole("button", { name: "More actions", exact: true }).click();
  await page.getByRole("menuitem", { name: "Events" }).click();
  const history = page.getByRole("list", { name: `History of #${story.displayId}` });
  await expect(history.getByRole("listitem").filter({ hasText: "conversation.created" })).toBeVisible();
  const resolved = history.getByRole("listitem").filter({ hasText: "conversation.status_changed" });
  await expect(resolved).toContainText("resolved");
  await resolved.getByRole("button", { name: "conversation.status_changed" }).click();
  await resolved.getByRole("button", { name: "Show JSON" }).click();
  await expect(resolved).toContainText('"operationId"');
  expect(await violations(page)).toEqual([]);

  await select(page, "Event", "message.created");
  await expect(history.getByRole("button", { name: "conversation.created" })).toHaveCount(0);
  await expect(history).toContainText("Where is my order?");
  await expect(page).toHaveURL(/type=message\.created/);

  const phone = await openWindow("/settings/events", {
    viewport: { width: 390, height: 844 },
    locale: "zh-CN",
    colorScheme: "dark",
  });
  await expect(phone.getByRole("list", { name: "事件" }).getByRole("listitem").first()).toBeVisible();
  expect(await violations(phone)).toEqual([]);
  const isWide = () =>
    phone.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
  expect(await isWide()).toBe(false);
});
