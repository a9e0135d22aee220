import { expect } from "@playwright/test";
import { violations } from "@/e2e/support/axe";
import { ADMIN } from "@/e2e/support/environment";
import { test } from "@/e2e/support/windows";

test("settings that were looked over tell what drifted since, by whom, and what it moved", async ({
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
  await expect(review).toContainText("Nobody has looked these settings over yet.");
  await review.getByRole("button", { name: "I have looked them over" }).press("Enter");
  await expect(review).toContainText(`Looked over by ${ADMIN.name}`);
  await expect(review).toContainText("Nothing differs since then.");
  await page.goto("/settings/inboxes");
  const listed = page.getByRole("main").getByRole("link", { name: story.inboxName });
  await expect(listed).not.toContainText("Review due");
  await page.goBack();

  // A program changes a setting behind everybody's back; the page tells at once.
  await integrator.changePolicy(story.inboxId, { botEnabled: true, reason: rollout });
  await expect(review).toContainText("One setting differs since then:");
  await expect(review).toContainText("A bot answers first was off, is on.");
  await expect(review).toContainText(`“${rollout}”`);
  await expect(review).toContainText("No conversation ended elsewhere because of that.");

  const customer = `Amal of ${story.inboxName}`;
  await integrator.createConversation({ inboxId: story.inboxId, customer });
  await page.reload();
  await review.getByText("1 conversation of 1 ended elsewhere than before the changes").press("Enter");
  const moved = review.getByRole("listitem").filter({ hasText: customer });
  await expect(moved).toContainText(/was\s*Pending\s*would have been\s*Open/);
  expect(await violations(page)).toEqual([]);

  await page.getByRole("link", { name: "Change log" }).press("Enter");
  const log = page.getByRole("list", { name: "Change log" });
  const change = log.getByRole("listitem").filter({ hasText: rollout });
  await expect(change).toContainText(`changed A bot answers first in ${story.inboxName} from off to on`);
  await expect(change).toContainText("through the API");
  await expect(log).toContainText(`${ADMIN.name} looked over the settings of ${story.inboxName}`);

  await page.getByRole("radio", { name: "Tokens" }).press("Space");
  await expect(change).toBeHidden();
  await expect(log.getByRole("listitem").first()).toContainText("token");
});

test("the integration check tells what calls end as, where settings come from, and what is in the way", async ({
  integrator,
  openWindow,
}) => {
  const story = await integrator.begin();
  await integrator.changePolicy(story.inboxId, { botEnabled: true, reason: "Rollout 13" });
  const page = await openWindow(`/settings/inboxes/${story.inboxId}`);
  const check = page.getByRole("region", { name: "Integration check" });
  await check.getByRole("button", { name: "Run the check" }).press("Enter");
  const creates = check.getByRole("row", { name: /creates a conversation without a status/ });
  await expect(creates).toContainText("Pending");
  await expect(creates).toContainText("a bot answers first");
  await expect(creates.getByRole("listitem")).toHaveText(/1 ×\s*Open/);
  await expect(check).toContainText(/A bot answers first: on.*“Rollout 13”/);
  await expect(check).toContainText("No callback address is set.");
  await expect(check).toContainText("No agent may see this inbox.");
  expect(await violations(page)).toEqual([]);

  const customer = `Ines of ${story.inboxName}`;
  await integrator.createConversation({ inboxId: story.inboxId, customer });
  await check.getByRole("button", { name: "Run again" }).press("Enter");
  await expect(creates.getByRole("listitem")).toHaveText([/1 ×\s*Open/, /1 ×\s*Pending/]);
});
