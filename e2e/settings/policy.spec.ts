import { expect } from "@playwright/test";
import { violations } from "@/e2e/support/axe";
import { ADMIN } from "@/e2e/support/environment";
import { watchQueries } from "@/e2e/support/ready";
import { details, openRow, openSettings, rowOf } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

test("a bot that is switched on is previewed, logged with its reason, and named as the cause", {
  tag: "@journey",
}, async ({ integrator, openWindow }) => {
  const story = await integrator.begin();
  const reason = `Trial ${story.inboxName}`;
  const page = await openWindow("/inbox");
  await openSettings(page, story.inboxName);

  const starts = page.getByRole("row", { name: /Customer starts a conversation/ });
  await expect(starts.getByRole("cell").nth(0)).toHaveText("Open");
  await expect(starts.getByRole("cell").nth(1)).toHaveText("Open");
  await page.getByRole("switch", { name: /Bot answers first/ }).click();
  await expect(starts.getByRole("cell").nth(0)).toHaveText("Open");
  await expect(starts.getByRole("cell").nth(1)).toContainText("Pending");
  await expect(starts).toContainText("bot answers first");

  await page.getByLabel(/^Reason/).fill(reason);
  await page.getByRole("button", { name: "Save" }).first().click();
  await expect(page.getByText("Saved. Applies from the next message.")).toBeVisible();
  // The page scrolls within its frame, and nowhere else.
  const overflow = () => page.evaluate(() => document.documentElement.scrollHeight - innerHeight);
  await expect.poll(overflow).toBe(0);
  const change = page.locator("#changes").getByRole("listitem").filter({ hasText: reason });
  await expect(change).toContainText(`${ADMIN.name} changed Bot answers first from off to on`);

  const customer = `Noor of ${story.inboxName}`;
  const begun = await integrator.createConversation({ inboxId: story.inboxId, customer });
  expect(begun).toMatchObject({
    status: "pending",
    cause: { rule: "bot_enabled", setting: "botEnabled", value: true, changedBy: { name: ADMIN.name } },
  });
  await page.goto(`/inbox?view=all&status=pending&inbox=${story.inboxId}`);
  await expect(rowOf(page, customer)).toBeVisible();
  await openRow(page, customer);
  await expect(details(page)).toContainText("Why pending?");
  await expect(details(page)).toContainText("New conversation. In this inbox, a bot answers first.");
  await expect(details(page)).toContainText(new RegExp(`“Bot answers first” is on .*${ADMIN.name}`));
  await expect(details(page)).toContainText(reason);
});

test("an inbox with unsaved rules is left by a link, a command or Back only after a question", async ({
  integrator,
  openWindow,
}) => {
  const story = await integrator.begin();
  const page = await openWindow("/settings/inboxes");
  // In the list, an inbox whose review is due leads to the review.
  await page
    .getByRole("navigation", { name: "Settings" })
    .getByRole("link", { name: story.inboxName })
    .click();
  const tabs = page.getByRole("navigation", { name: "Inbox settings" });
  await tabs.getByRole("link", { name: "Rules" }).click();
  const rule = page.getByRole("switch", { name: /Bot answers first/ });
  await rule.press("Space");
  const question = page.getByRole("dialog", { name: "Discard unsaved changes?" });
  const stay = question.getByText("Keep editing");

  await page.getByRole("link", { name: "Teams" }).click();
  await stay.click();
  await page.keyboard.press("ControlOrMeta+k");
  await page.keyboard.type("Teams");
  await page.keyboard.press("Enter");
  await stay.click();
  await expect(page).toHaveURL(/\/rules$/);
  await expect(rule).toBeChecked();

  await page.evaluate(() => history.back()); // to the first tab, which keeps what is not saved
  await expect(tabs.getByRole("link", { name: "General" })).toHaveAttribute("aria-current", "page");
  await page.evaluate(() => history.back());
  await expect(question).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await stay.click();
  await expect(page).toHaveURL(new RegExp(`/inboxes/${story.inboxId}$`));
  await page.evaluate(() => history.back());
  await question.getByRole("button", { name: "Discard changes" }).click();
  await expect(page).toHaveURL(/\/settings\/inboxes$/);
  await page.getByRole("link", { name: "Teams" }).click();
  await expect(page).toHaveURL(/\/settings\/teams$/);
});

test("settings are tried on the last days' conversations, saved, and reverted with one click", async ({
  integrator,
  openWindow,
}) => {
  const story = await integrator.begin();
  await integrator.changeStatus(story.displayId, "resolve");
  await integrator.receive(story.displayId, "One more thing");
  const page = await openWindow(`/settings/inboxes/${story.inboxId}/rules`);

  await expect(page.getByRole("region", { name: "Test against the last 7 days" })).toBeHidden();
  await page.getByRole("switch", { name: /Bot answers first/ }).press("Space");
  const dryRun = page.getByRole("region", { name: "Test against the last 7 days" });
  await expect(dryRun.getByRole("status")).toHaveText(
    "1 conversation of 1 would have had a different result.",
  );
  const moved = dryRun.getByRole("listitem").filter({ hasText: story.customer });
  await expect(moved).toContainText("Customer started it");
  await expect(moved).toContainText(/was\s*Open\s*would have been\s*Pending/);
  await expect(moved).toContainText("bot answers first");
  await expect(page.getByText("The bot overrides “Start as pending: off”.")).toBeVisible();

  // The other tabs keep what is not saved.
  const tabs = page.getByRole("navigation", { name: "Inbox settings" });
  await tabs.getByRole("link", { name: "Members" }).press("Enter");
  await expect(page.getByRole("region", { name: "Who can see this inbox" })).toContainText("Administrator");
  await expect(tabs.getByRole("link", { name: "Rules (unsaved changes)" })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("switch", { name: /Bot answers first/ })).toBeChecked();

  // Switching the bot on asks about conversations that a customer reopens, with the outcome of each answer.
  const question = page.getByRole("group", { name: /When a customer writes again/ });
  const [agents, bot] = [
    question.getByRole("radio", { name: "The conversation goes to your agents Open" }),
    question.getByRole("radio", { name: "The bot takes it first Pending" }),
  ];
  await expect(agents).toBeChecked();
  await bot.press("Space");
  await expect(moved).toContainText("Customer wrote while resolved");
  await expect(moved).toContainText("bot also takes reopened conversations");
  expect(await violations(page)).toEqual([]);

  await agents.press("Space");
  await page.getByLabel(/^Reason/).fill("Trial");
  await page.getByLabel(/^Reason/).press("Enter");
  await expect(page.getByText("Saved. Applies from the next message.")).toBeVisible();
  const log = page.locator("#changes");
  await log.getByRole("button", { name: "Revert" }).press("Enter");
  await expect(page.getByText("“Bot answers first” is back to “off”")).toBeVisible();
  await expect(page.getByRole("switch", { name: /Bot answers first/ })).not.toBeChecked();
  await expect(log.getByRole("listitem").first()).toContainText("from on to off");
  await expect(log.getByRole("listitem").first()).toContainText("Reverts a change");
});

test("after a policy is saved, dependent queries are fetched once", async ({ integrator, openWindow }) => {
  const { inboxId } = await integrator.begin();
  const reason = `Once ${inboxId}`;
  const page = await openWindow(`/settings/inboxes/${inboxId}/rules`);
  await page.getByRole("switch", { name: /Bot answers first/ }).click();
  await page.getByLabel(/^Reason/).fill(reason);
  const starts = page.getByRole("row", { name: /Customer starts a conversation/ });
  await expect(starts.getByRole("cell").nth(1)).toContainText("Pending");
  const called = watchQueries(page);
  await page.getByRole("button", { name: "Save" }).first().click();
  await expect(page.locator("#changes").getByRole("listitem").filter({ hasText: reason })).toBeVisible();
  await expect(starts.getByRole("cell").nth(0)).toContainText("Pending");
  await expect(page.getByRole("switch", { name: /Bot answers first/ })).toBeChecked();
  await expect(page.getByRole("button", { name: "Save" }).first()).toBeDisabled();
  expect(called.filter((path) => path === "inboxes.policyChanges")).toHaveLength(1);
  expect(called.filter((path) => path === "inboxes.list")).toHaveLength(1);
});
