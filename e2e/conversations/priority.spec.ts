import { expect } from "@playwright/test";
import { ADMIN } from "@/e2e/support/environment";
import { details, filterBy, refusal, rowOf, rows } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

test("by keys: urgent, shown in a colleague's list, found by the filter, and undone", async ({
  integrator,
  openWindow,
}) => {
  const story = await integrator.begin();
  const path = `/inbox?view=all&inbox=${story.inboxId}`;
  const page = await openWindow(`${path}&c=${story.displayId}`);
  const colleague = await openWindow(path);
  await expect(details(page).getByRole("button", { name: "Priority: No priority" })).toBeVisible();

  await page.keyboard.press("Shift+P");
  await page.keyboard.type("urg");
  await page.keyboard.press("Enter");
  await expect(refusal(page)).toContainText(`#${story.displayId}: priority Urgent`);
  await expect(details(page).getByRole("button", { name: "Priority: Urgent" })).toBeVisible();
  await expect(rowOf(colleague, story.customer)).toContainText("Urgent priority");

  await filterBy(colleague, "Urgent");
  await expect(colleague).toHaveURL(/priority=urgent/);
  await expect(rowOf(colleague, story.customer)).toBeVisible();

  await page.keyboard.press("z");
  await expect(details(page).getByRole("button", { name: "Priority: No priority" })).toBeVisible();
  await expect(rows(colleague)).toHaveCount(0);
  await colleague.getByRole("link", { name: "Remove filter Urgent" }).click();
  await expect(rowOf(colleague, story.customer)).toBeVisible();
});

test("a list of one member's conversations of any status", async ({ integrator, openWindow }) => {
  const story = await integrator.begin();
  const page = await openWindow(`/inbox?view=all&inbox=${story.inboxId}&c=${story.displayId}`);
  await details(page).getByRole("button", { name: "Assignee: Unassigned" }).click();
  await page.getByRole("menuitemradio", { name: `${ADMIN.name} (you)` }).click();
  await expect(details(page).getByRole("button", { name: `Assignee: ${ADMIN.name}` })).toBeVisible();

  await filterBy(page, "Me");
  await page.getByRole("navigation", { name: "Status" }).getByRole("link", { name: "All" }).click();
  await expect(page).toHaveURL(/inbox\?status=any&inbox=\d+&c=|inbox\?status=any&inbox=\d+$/);
  await expect(rowOf(page, story.customer)).toContainText("Open");
  await integrator.changeStatus(story.displayId, "resolve");
  await expect(rowOf(page, story.customer)).toContainText("Resolved");
});
