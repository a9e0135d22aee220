import { expect } from "@playwright/test";
import { ADMIN } from "@/e2e/support/environment";
import { details, refusal, rowOf, rows } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

test("a team is created, gets a conversation by key, has its own list, and is deleted", async ({
  integrator,
  openWindow,
}) => {
  const name = `Returns ${crypto.randomUUID().slice(0, 6)}`;
  const story = await integrator.begin();
  const settings = await openWindow("/settings/teams");
  await settings.getByRole("button", { name: "New team" }).click();
  await settings.getByLabel("Name").fill(name);
  await settings.getByRole("checkbox", { name: ADMIN.name }).check();
  await settings.getByRole("button", { name: "Save" }).click();
  await expect(settings.getByRole("listitem").filter({ hasText: name })).toContainText(ADMIN.name);

  const page = await openWindow(`/inbox?view=all&inbox=${story.inboxId}&c=${story.displayId}`);
  await expect(details(page).getByRole("button", { name: "Team: No team" })).toBeVisible();
  await page.keyboard.press("Shift+T");
  await page.keyboard.type(name);
  await page.keyboard.press("Enter");
  await expect(refusal(page)).toContainText(`#${story.displayId} assigned to team ${name}`);
  await expect(details(page).getByRole("button", { name: `Team: ${name}` })).toBeVisible();

  await page.getByRole("navigation", { name: "Views" }).getByRole("link", { name }).click();
  await expect(page).toHaveURL(/team=\d+/);
  await expect(rows(page)).toHaveCount(1);
  await expect(rowOf(page, story.customer)).toBeVisible();
  await page.keyboard.press("z");
  await expect(rows(page)).toHaveCount(0);

  await settings.getByRole("button", { name: `Delete ${name}` }).click();
  await expect(settings.getByRole("dialog")).toContainText("show “Former team”");
  await settings.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(settings.getByText(name, { exact: true })).toHaveCount(0);
  await expect(page.getByRole("navigation", { name: "Views" }).getByRole("link", { name })).toHaveCount(0);
});
