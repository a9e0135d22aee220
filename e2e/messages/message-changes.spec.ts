import { expect, type Page } from "@playwright/test";
import { violations } from "@/e2e/support/axe";
import { test } from "@/e2e/support/windows";

const thread = (page: Page) => page.getByRole("region", { name: /^Messages with/ });

const menuOf = (page: Page, text: string) =>
  thread(page)
    .locator("[data-message-id]")
    .filter({ hasText: text })
    .getByRole("button", { name: "Message actions" });

test("one's own note is edited, deleted, restored and forwarded; a colleague sees it live", async ({
  integrator,
  openWindow,
}) => {
  const { displayId } = await integrator.begin();
  const other = await integrator.begin();
  const page = await openWindow(`/inbox?view=all&c=${displayId}`);
  const colleague = await openWindow(`/inbox?view=all&c=${displayId}`);
  await page.keyboard.press("n");
  await page.getByRole("textbox", { name: /note/i }).fill("Ask Zoë about the parcel");
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(thread(colleague).getByText("Ask Zoë about the parcel")).toBeVisible();

  await menuOf(page, "Ask Zoë about the parcel").press("Enter");
  await page.getByRole("menuitem", { name: "Edit" }).press("Enter");
  await page.getByRole("textbox", { name: "Message text" }).fill("Ask Ada about the parcel");
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(thread(colleague).getByText("Ask Ada about the parcel")).toBeVisible();
  await page.getByRole("button", { name: "edited" }).press("Enter");
  const before = page.getByRole("dialog", { name: "Previous versions" });
  await expect(before).toContainText("Ask Zoë about the parcel");
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(before).toHaveCount(0);

  await menuOf(page, "Ask Ada about the parcel").press("Enter");
  await page.getByRole("menuitem", { name: "Delete" }).press("Enter");
  await expect(thread(colleague).getByText(/deleted a note/)).toBeVisible();
  await expect(thread(colleague).getByText("Ask Ada about the parcel")).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).press("Enter");
  await expect(thread(colleague).getByText("Ask Ada about the parcel")).toBeVisible();

  await menuOf(page, "Ask Ada about the parcel").press("Enter");
  await page.getByRole("menuitem", { name: "Forward as note…" }).press("Enter");
  await page.getByRole("textbox", { name: "To which conversation?" }).fill(String(other.displayId));
  await expect(
    page.getByRole("list", { name: "Matching conversations" }).getByText(`#${other.displayId}`),
  ).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.getByRole("textbox", { name: "To which conversation?" }).press("Enter");
  await page.getByRole("button", { name: "Show" }).press("Enter");
  await expect(page.getByRole("link", { name: new RegExp(`^From #${displayId}, by `) })).toBeVisible();
  await page.getByRole("link", { name: new RegExp(`^From #${displayId}, by `) }).press("Enter");
  await expect(page).toHaveURL(new RegExp(`c=${displayId}&m=`));
});
