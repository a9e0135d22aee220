import { expect } from "@playwright/test";
import { violations } from "@/e2e/support/axe";
import { pane } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

test("a stuck message is shown as unconfirmed; a receipt clears that live", async ({
  integrator,
  openWindow,
}) => {
  const { message: stuck, displayId } = await integrator.findStuck();
  const page = await openWindow(`/inbox?view=all&c=${displayId}`);
  const bubble = pane(page)
    .getByRole("listitem")
    .filter({ has: page.locator(`[data-message-id="${stuck.id}"]`) });
  await expect(bubble).toContainText("Delivery unconfirmed");
  await expect(bubble.getByRole("button", { name: "Resend" })).toBeVisible();
  await bubble.getByRole("button", { name: "Pending", exact: true }).click();
  const timeline = page.getByRole("dialog", { name: "Delivery history" });
  await expect(timeline).toContainText("No report in time: delivery unconfirmed");
  expect(await violations(page)).toEqual([]);

  await integrator.report({ messageId: stuck.id, signal: "delivered" });
  await expect(timeline.getByRole("listitem").last()).toContainText("Delivered");
  await page.keyboard.press("Escape");
  await expect(bubble.getByRole("button", { name: "Delivered", exact: true })).toBeVisible();
  await expect(bubble).not.toContainText("Delivery unconfirmed");
});

test("the time until a message is stuck is an inbox setting, shown in the integration check and in the audit log", async ({
  integrator,
  openWindow,
}) => {
  const story = await integrator.begin();
  const page = await openWindow(`/settings/inboxes/${story.inboxId}/connection`);
  const minutes = page.getByRole("spinbutton", { name: "Flag unconfirmed messages after (minutes)" });
  await expect(minutes).toHaveValue("10");
  await minutes.fill("25");
  await minutes.press("Enter");
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  await page.getByRole("link", { name: "Check", exact: true }).click();
  await page.getByRole("button", { name: "Run check" }).click();
  await expect(page.getByRole("main")).toContainText(
    "Messages without a report for 25 minutes are marked unconfirmed.",
  );

  await page.goto("/settings/audit");
  const change = page.getByRole("listitem").filter({ hasText: story.inboxName });
  await expect(change.filter({ hasText: "Flag unconfirmed messages" })).toContainText(
    `of ${story.inboxName} from after 10 minutes to after 25 minutes`,
  );
});
