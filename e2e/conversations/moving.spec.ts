import { expect } from "@playwright/test";
import { ADMIN } from "@/e2e/support/environment";
import { details, openRow, pane, refusal, rowOf, thread } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

test("a conversation is moved from its properties, appears immediately in the right list, and the move is undone", async ({
  integrator,
  openWindow,
}) => {
  const story = await integrator.begin();
  const other = await integrator.begin();
  await integrator.receive(story.displayId, "Is this the right place?");
  const there = await openWindow(`/inbox?view=all&inbox=${other.inboxId}`);
  await expect(rowOf(there, other.customer)).toBeVisible();
  const page = await openWindow(`/inbox?view=all&inbox=${story.inboxId}`);
  await openRow(page, story.customer);
  await expect(thread(page, story.customer)).toContainText("Is this the right place?");

  await details(page)
    .getByRole("button", { name: `Inbox: ${story.inboxName}` })
    .click();
  await page.getByRole("menuitemradio", { name: other.inboxName }).click();
  await expect(refusal(page)).toContainText(`#${story.displayId} moved to ${other.inboxName}`);
  await expect(rowOf(page, story.customer)).toContainText("Left this view"); // it is open
  await expect(thread(page, story.customer)).toContainText(
    `Moved from ${story.inboxName} to ${other.inboxName} by ${ADMIN.name}`,
  );
  await openRow(there, story.customer);
  await expect(thread(there, story.customer)).toContainText("Is this the right place?");

  await refusal(page).getByRole("button", { name: "Undo" }).first().click();
  await expect(rowOf(page, story.customer)).toBeVisible();
  await expect(rowOf(there, story.customer)).toContainText("Left this view");
  await thread(page, story.customer).getByRole("button", { name: "2 changes" }).click();
  await expect(pane(page)).toContainText(`Moved back from ${other.inboxName} to ${story.inboxName}`);
});
