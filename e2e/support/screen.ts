import { expect, type Locator, type Page } from "@playwright/test";

/** The list on the left. */
export const rows = (page: Page): Locator =>
  page.getByRole("region", { name: "Conversations" }).getByRole("listitem");
export const rowOf = (page: Page, customer: string): Locator => rows(page).filter({ hasText: customer });
export const openRow = (page: Page, customer: string): Promise<void> =>
  rowOf(page, customer).getByRole("link").click();
export const showStatus = (page: Page, status: string): Promise<void> =>
  page.getByRole("navigation", { name: "Status" }).getByRole("link", { name: status, exact: true }).click();

/** The open conversation, without its details. */
export const pane = (page: Page): Locator => page.getByRole("region", { name: "Conversation", exact: true });
export const thread = (page: Page, customer: string): Locator =>
  page.getByRole("region", { name: `Messages with ${customer}` });
export const message = (page: Page, text: string): Locator =>
  pane(page).getByRole("listitem").filter({ hasText: text });
/** The button that shows a message's tick; a click shows its receipts. */
export const tick = (page: Page, text: string, status: string): Locator =>
  message(page, text).getByRole("button", { name: status, exact: true });
export const details = (page: Page): Locator => page.getByRole("region", { name: "Conversation details" });

export async function write(page: Page, customer: string, text: string): Promise<void> {
  await page.getByRole("textbox", { name: `Reply to ${customer}` }).fill(text);
  await page.getByRole("button", { name: /^Send(?! and)/ }).click();
}

/** Chooses an option of a select. */
export async function select(within: Page | Locator, name: string, option: string): Promise<void> {
  const field = within.getByRole("combobox", { name, exact: true });
  await field.click();
  const page = "page" in within ? within.page() : within;
  await page.getByRole("option", { name: option, exact: true }).click();
}

/** Chooses an item of a menu in the conversation's header. */
export async function choose(page: Page, menu: string, item: string | RegExp): Promise<void> {
  await pane(page).getByRole("button", { name: menu, exact: true }).click();
  const role = menu === "Assign" ? "menuitemradio" : "menuitem";
  await page.getByRole(role, { name: item }).click();
}

/** The toast of a refusal with its reason. */
export const refusal = (page: Page): Locator => page.getByRole("region", { name: /^Notices/ });

/** Opens the settings of one inbox from the inbox. */
export async function openSettings(page: Page, inboxName: string): Promise<void> {
  await page.getByRole("link", { name: "Settings" }).click();
  const list = page
    .getByRole("main")
    .filter({ has: page.getByRole("heading", { name: "Inboxes", level: 1 }) });
  await list.getByRole("link", { name: inboxName }).click();
  await page.getByRole("link", { name: "Rules" }).click();
}

/** Filters the list by a value of any field, by typing its name. */
export async function filterBy(page: Page, value: string): Promise<void> {
  await page.getByRole("button", { name: "Filter", exact: true }).click();
  const picker = page.getByRole("dialog", { name: "Filter" });
  await picker.getByRole("combobox").fill(value);
  await picker.getByRole("option", { name: value, exact: true }).click();
  await page.keyboard.press("Escape");
  await expect(picker).toBeHidden();
}

/** Orders the list. */
export async function sortBy(page: Page, order: string): Promise<void> {
  await page.getByRole("button", { name: /^Sort by/ }).click();
  await page.getByRole("menuitemradio", { name: order }).click();
}
