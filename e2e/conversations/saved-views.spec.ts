import { expect, type Page } from "@playwright/test";
import { AGENT, AGENTS_INBOX } from "@/e2e/support/environment";
import { refusal, rowOf, rows } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

const nav = (page: Page) => page.getByRole("navigation", { name: "Views" });
const menuOf = (page: Page, name: string) => page.getByRole("button", { name: `View “${name}”` });

test("a list is saved, shared with a colleague, changed, deleted and restored", async ({
  integrator,
  openWindow,
}) => {
  const mark = crypto.randomUUID().slice(0, 6);
  const [name, renamed] = [`Urgent ${mark}`, `Very urgent ${mark}`];
  const story = await integrator.begin();
  const page = await openWindow(`/inbox?view=all&inbox=${story.inboxId}&sort=waiting_since`);
  await expect(rowOf(page, story.customer)).toBeVisible();

  await page.getByRole("button", { name: "Save view" }).click();
  const dialog = page.getByRole("dialog", { name: "Save list as view" });
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByRole("button", { name: "Save", exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(nav(page).getByRole("link", { name })).toHaveAttribute("aria-current", "page");
  await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();

  const colleague = await openWindow("/inbox", { who: AGENT });
  await expect(nav(colleague).getByRole("link", { name: AGENTS_INBOX })).toBeVisible();
  await expect(nav(colleague).getByRole("link", { name })).toHaveCount(0);
  await menuOf(page, name).click();
  await page.getByRole("menuitem", { name: "Share with everyone" }).click();
  await expect(nav(colleague).getByRole("link", { name })).toBeVisible();

  await nav(page).getByRole("link", { name: "Unassigned" }).click();
  await expect(menuOf(page, name)).toHaveCount(0);
  await page.keyboard.press("v");
  const palette = page.getByRole("dialog", { name: "Commands" });
  await palette.getByRole("combobox").fill(name);
  await palette.getByRole("option", { name }).click();
  await expect(rows(page)).toHaveCount(1);

  await page.getByRole("link", { name: "Remove filter Waiting longest" }).click();
  await page.getByRole("button", { name: "Update view" }).click();
  await expect(refusal(page)).toContainText(`View “${name}” updated`);
  await menuOf(page, name).click();
  await page.getByRole("menuitem", { name: "Edit…" }).click();
  const edit = page.getByRole("dialog", { name: "Edit view" });
  await edit.getByLabel("Name").fill(renamed);
  await edit.getByRole("button", { name: "Save", exact: true }).click();
  await expect(nav(colleague).getByRole("link", { name: renamed })).toBeVisible();

  await menuOf(page, renamed).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await expect(nav(page).getByRole("link", { name: renamed })).toHaveCount(0);
  await expect(rowOf(page, story.customer)).toBeVisible();
  await page.keyboard.press("z");
  await expect(nav(page).getByRole("link", { name: renamed })).toBeVisible();
  await expect(nav(colleague).getByRole("link", { name: renamed })).toBeVisible();
});
