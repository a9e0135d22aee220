import { expect } from "@playwright/test";
import { ADMIN, AGENT, AGENTS_INBOX } from "@/e2e/support/environment";
import { choose, details, openRow, refusal, rowOf, showStatus, thread } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

test("a conversation snoozed from the menu leaves the list, and shows until when and why", {
  tag: "@journey",
}, async ({ integrator, openWindow }) => {
  const story = await integrator.begin();
  const page = await openWindow(`/inbox?view=all&inbox=${story.inboxId}`);
  await openRow(page, story.customer);
  await choose(page, "Snooze", /In 1 hour/);
  await expect(rowOf(page, story.customer)).toHaveCount(0);
  await expect(refusal(page)).toContainText(`#${story.displayId} snoozed until`);

  await showStatus(page, "Snoozed");
  await expect(rowOf(page, story.customer)).toContainText("until");
  await openRow(page, story.customer);
  await expect(details(page)).toContainText("Why snoozed?");
  await expect(details(page)).toContainText(`${ADMIN.name} set it to snoozed.`);
  await expect(thread(page, story.customer)).toContainText(new RegExp(`Snoozed until .+ by ${ADMIN.name}`));

  await integrator.receive(story.displayId, "Hello again");
  await expect(rowOf(page, story.customer)).toContainText("Left this view"); // it is open
  await expect(details(page)).toContainText("Why open?");
});

test("a conversation is marked pending and reopened by keys", async ({ integrator, openWindow }) => {
  const story = await integrator.begin();
  const page = await openWindow(`/inbox?view=all&inbox=${story.inboxId}&c=${story.displayId}`);
  await expect(page.getByRole("textbox", { name: `Reply to ${story.customer}` })).toBeVisible();
  await page.keyboard.press("p");
  await expect(rowOf(page, story.customer)).toHaveCount(0);
  await showStatus(page, "Pending");
  await openRow(page, story.customer);
  await expect(thread(page, story.customer)).toContainText(`Marked pending by ${ADMIN.name}`);
  await page.keyboard.press("u");
  await expect(rowOf(page, story.customer)).toContainText("Left this view");
  await showStatus(page, "Open");
  await expect(rowOf(page, story.customer)).toBeVisible();
});

test("an assigned conversation appears immediately in the agent's window", { tag: "@journey" }, async ({
  integrator,
  openWindow,
}) => {
  const customer = `Ana ${crypto.randomUUID().slice(0, 8)}`;
  const inboxId = await integrator.findInboxId(AGENTS_INBOX);
  const { displayId } = await integrator.createConversation({ inboxId, customer });
  await integrator.receive(displayId, "Can somebody help me?");
  const admins = await openWindow(`/inbox?view=unassigned&inbox=${inboxId}&c=${displayId}`);
  const agents = await openWindow("/inbox", { who: AGENT });
  await expect(rowOf(admins, customer)).toBeVisible();
  await expect(rowOf(agents, customer)).toHaveCount(0);

  await choose(admins, "Assign", AGENT.name);
  await expect(rowOf(agents, customer)).toContainText("Can somebody help me?");
  await expect(rowOf(admins, customer)).toContainText("Left this view");
  await expect(details(admins)).toContainText(AGENT.name);
});

test("a refusal is shown as text", async ({ faults, integrator, openWindow }) => {
  faults.expect(/status of 422/); // the refusal itself
  const story = await integrator.begin();
  const page = await openWindow("about:blank");
  await page.clock.setFixedTime(Date.now() - 24 * 60 * 60_000); // this computer's clock is a day behind
  await page.goto(`/inbox?view=all&inbox=${story.inboxId}&c=${story.displayId}`);
  await choose(page, "Snooze", /In 1 hour/);
  await expect(refusal(page)).toContainText(`Couldn't update #${story.displayId}`);
  await expect(refusal(page)).toContainText("That time has passed. Choose a later one.");
  await expect(rowOf(page, story.customer)).toBeVisible();
});
