import { expect } from "@playwright/test";
import { violations } from "@/e2e/support/axe";
import { details, refusal, rowOf } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

test("a label is created, added by key, renamed and deleted; the conversation follows", async ({
  integrator,
  openWindow,
}) => {
  const mark = crypto.randomUUID().slice(0, 6);
  const story = await integrator.begin();
  const settings = await openWindow("/settings/labels");
  await settings.getByRole("button", { name: "New label" }).click();
  await settings.getByLabel("Name").fill(`Fragile ${mark}`);
  await settings.getByRole("radio", { name: "Purple" }).check({ force: true });
  await settings.getByLabel("Description").fill("Handle with care");
  await settings.getByRole("button", { name: "Save" }).click();
  await expect(settings.getByText(`fragile ${mark}`)).toBeVisible();

  const page = await openWindow(`/inbox?view=all&inbox=${story.inboxId}&c=${story.displayId}`);
  await expect(details(page).getByLabel("Add label")).toBeVisible();
  await page.keyboard.press("l");
  await expect(page.getByRole("combobox")).toBeFocused();
  await page.keyboard.type(`fragile ${mark}`);
  await expect(page.getByRole("option").first()).toContainText(`fragile ${mark}`);
  await page.keyboard.press("Enter");
  await expect(details(page).getByRole("link", { name: `fragile ${mark}` })).toBeVisible();
  await expect(details(page).getByTitle("Handle with care")).toBeVisible();
  await expect(rowOf(page, story.customer).getByTitle(`fragile ${mark}`)).toBeVisible();

  await settings.getByRole("button", { name: `Edit fragile ${mark}` }).click();
  await settings.getByLabel("Name").fill(`glass ${mark}`);
  await expect(settings.getByRole("dialog")).toContainText("get the new name within seconds");
  await settings.getByRole("button", { name: "Save" }).click();
  await expect(rowOf(page, story.customer)).toContainText(`glass ${mark}`);

  await settings.getByRole("button", { name: `Delete glass ${mark}` }).click();
  await expect(settings.getByRole("dialog")).toContainText("It will be removed from 1 conversation.");
  await settings.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(refusal(settings)).toContainText(`glass ${mark} deleted`);
  await expect(rowOf(page, story.customer)).not.toContainText(`glass ${mark}`);
  await expect(details(page).getByRole("link", { name: `glass ${mark}` })).toHaveCount(0);
});

test("a new word becomes a label", async ({ integrator, openWindow }) => {
  const word = `new ${crypto.randomUUID().slice(0, 6)}`;
  const story = await integrator.begin();
  const page = await openWindow(`/inbox?view=all&inbox=${story.inboxId}&c=${story.displayId}`);
  await details(page).getByLabel("Add label").fill(word);
  await details(page).getByLabel("Add label").press("Enter");
  await expect(details(page).getByRole("link", { name: word })).toBeVisible();

  const settings = await openWindow("/settings/labels");
  await expect(settings.getByText(word)).toBeVisible();
  expect(await violations(settings)).toEqual([]);
});
