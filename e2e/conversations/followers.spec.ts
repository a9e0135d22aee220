import { expect } from "@playwright/test";
import { ADMIN } from "@/e2e/support/environment";
import { details, pane, refusal, write } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

test("a member who answers follows; unfollowing by key can be undone", async ({ integrator, openWindow }) => {
  const story = await integrator.begin();
  const page = await openWindow(`/inbox?view=all&inbox=${story.inboxId}&c=${story.displayId}`);
  const followers = details(page).getByRole("listitem").filter({ hasText: ADMIN.name });
  await expect(details(page).getByText("No followers")).toBeVisible();

  await write(page, story.customer, "We look into it.");
  await expect(followers).toContainText("replied");
  await expect(details(page).getByRole("button", { name: "Unfollow" })).toBeVisible();
  await pane(page).getByRole("heading", { name: story.customer }).click();
  await page.keyboard.press("Shift+F");
  await expect(refusal(page)).toContainText(`You no longer follow #${story.displayId}`);
  await expect(followers).toHaveCount(0);
  await page.keyboard.press("z");
  await expect(followers).toContainText("was added");
});
