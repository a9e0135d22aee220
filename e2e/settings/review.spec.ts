import { expect } from "@playwright/test";
import { violations } from "@/e2e/support/axe";
import { ADMIN } from "@/e2e/support/environment";
import { test } from "@/e2e/support/windows";

test("reviewed settings show their drift since, its actor, and which conversations it moved", async ({
  integrator,
  openWindow,
}) => {
  const story = await integrator.begin();
  const rollout = `Rollout of ${story.inboxName}`;
  const page = await openWindow("/settings/inboxes");
  const entry = page.getByRole("main").getByRole("link", { name: story.inboxName });
  await expect(entry).toContainText("Review due");
  await entry.press("Enter");
  const review = page.getByRole("region", { name: "Review" });
  await expect(review).toContainText("Not reviewed yet.");
  await review.getByRole("button", { name: "Mark as reviewed" }).press("Enter");
  await expect(review).toContainText(`Reviewed by ${ADMIN.name}`);
  await expect(review).toContainText("No changes since then.");
  await page.goto("/settings/inboxes");
  const listed = page.getByRole("main").getByRole("link", { name: story.inboxName });
  await expect(listed).not.toContainText("Review due");
  await page.goBack();

  // A program changes a setting; the page shows it immediately.
  await integrator.changePolicy(story.inboxId, { botEnabled: true, reason: rollout });
  await expect(review).toContainText("One setting has changed since then:");
  await expect(review).toContainText("Bot answers first was off, now on.");
  await expect(review).toContainText(`“${rollout}”`);
  await expect(review).toContainText("No conversation would have had a different status.");

  const customer = `Amal of ${story.inboxName}`;
  await integrator.createConversation({ inboxId: story.inboxId, customer });
  await page.reload();
  await review.getByText("1 conversation of 1 would have had a different status without these changes").press("Enter");
  const moved = review.getByRole("listitem").filter({ hasText: customer });
  await expect(moved).toContainText(/was\s*Pending\s*would have been\s*Open/);
  expect(await violations(page)).toEqual([]);

  await page.getByRole("link", { name: "Audit log" }).press("Enter");
  const log = page.getByRole("list", { name: "Audit log" });
  const change = log.getByRole("listitem").filter({ hasText: rollout });
  await expect(change).toContainText(`changed Bot answers first in ${story.inboxName} from off to on`);
  await expect(change).toContainText("via API");
  await expect(log).toContainText(`${ADMIN.name} reviewed the settings of ${story.inboxName}`);

  await page.getByRole("radio", { name: "Tokens" }).press("Space");
  await expect(change).toBeHidden();
  await expect(log.getByRole("listitem").first()).toContainText("token");
});

test("the integration check shows what calls end as, the sources of settings, and problems", async ({
  integrator,
  openWindow,
}) => {
  const story = await integrator.begin();
  await integrator.changePolicy(story.inboxId, { botEnabled: true, reason: "Rollout 13" });
  const page = await openWindow(`/settings/inboxes/${story.inboxId}/check`);
  const check = page.getByRole("region", { name: "Integration check" });
  await check.getByRole("button", { name: "Run check" }).press("Enter");
  const creates = check.getByRole("row", { name: /creates a conversation without a status/ });
  await expect(creates).toContainText("Pending");
  await expect(creates).toContainText("bot answers first");
  await expect(creates.getByRole("listitem")).toHaveText(/1 ×\s*Open/);
  await expect(check).toContainText(/Bot answers first: on.*“Rollout 13”/);
  await expect(check.getByRole("heading", { name: "Where replies go" })).toBeVisible();
  await expect(check.getByRole("table", { name: /Statuses set by integrations/ })).toContainText("Open");
  await expect(check).toContainText("No agent has access to this inbox.");
  expect(await violations(page)).toEqual([]);

  const customer = `Ines of ${story.inboxName}`;
  await integrator.createConversation({ inboxId: story.inboxId, customer });
  await check.getByRole("button", { name: "Run again" }).press("Enter");
  await expect(creates.getByRole("listitem")).toHaveText([/1 ×\s*Open/, /1 ×\s*Pending/]);
});
