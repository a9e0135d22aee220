import { expect, type Page } from "@playwright/test";
import { violations } from "@/e2e/support/axe";
import { AGENT } from "@/e2e/support/environment";
import { message, thread } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

const search = (page: Page) => page.getByRole("dialog", { name: "Search" });
const options = (page: Page) => search(page).getByRole("option");

/** Types until the result appears: a message is indexed within a second. */
async function lookFor(page: Page, query: string, found: string | RegExp): Promise<void> {
  const field = search(page).getByRole("combobox");
  await expect(field).toBeFocused();
  await expect(async () => {
    await field.fill("");
    await field.fill(query);
    await expect(options(page).filter({ hasText: found }).first()).toBeVisible({ timeout: 1_000 });
  }).toPass();
}

test("by key: words of a message lead to it, far up in its thread", async ({ integrator, openWindow }) => {
  const story = await integrator.begin();
  const word = `word${crypto.randomUUID().slice(0, 8)}`;
  await integrator.receive(story.displayId, `My order ${word} 退款 is late`);
  for (let i = 0; i < 60; i++) await integrator.receive(story.displayId, `line ${i}`);
  const page = await openWindow(`/inbox?view=all&inbox=${story.inboxId}`);
  await page.keyboard.press("/");
  await lookFor(page, `${word.slice(0, 9)} 退款`, word);
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press("Enter");
  await expect(search(page)).toBeHidden();
  await expect(message(page, word)).toBeInViewport();
  await expect(thread(page, story.customer)).toBeVisible();
});

test("by the palette: a contact opens their page, a number opens its conversation", async ({
  integrator,
  openWindow,
}) => {
  const story = await integrator.begin();
  const page = await openWindow("/settings/tokens");
  await page.keyboard.press("ControlOrMeta+k");
  const palette = page.getByRole("dialog", { name: "Commands" });
  await palette.getByRole("combobox").fill(story.customer);
  await palette.getByRole("option", { name: `Search for “${story.customer}”` }).click();
  await lookFor(page, story.customer, story.customer);
  await options(page).filter({ hasText: story.customer }).first().click();
  await expect(page.getByRole("heading", { level: 2, name: story.customer })).toBeVisible();

  await page.keyboard.press("/");
  await lookFor(page, String(story.displayId), `#${story.displayId}`);
  await page.keyboard.press("Enter");
  await expect(thread(page, story.customer)).toBeVisible();
});

test("a search finds neither conversations nor messages of an inbox for a member without access", async ({
  integrator,
  openWindow,
}) => {
  const story = await integrator.begin();
  const word = `hidden${crypto.randomUUID().slice(0, 8)}`;
  await integrator.receive(story.displayId, word);
  const admin = await openWindow("/inbox");
  await admin.keyboard.press("/");
  await lookFor(admin, word, word);
  const agent = await openWindow("/inbox", { who: AGENT });
  await agent.keyboard.press("/");
  await expect(search(agent).getByRole("combobox")).toBeFocused();
  await agent.keyboard.type(word);
  await expect(search(agent)).toContainText(`No results for “${word}”`);
});

test("on the page of all results: operators become filters, the URL is a link to them, and keys open one", async ({
  integrator,
  openWindow,
}) => {
  const story = await integrator.begin();
  const word = `word${crypto.randomUUID().slice(0, 8)}`;
  await integrator.receive(story.displayId, `About ${word}, please`);
  const page = await openWindow("/inbox");
  await page.getByRole("navigation", { name: "Views" }).getByRole("button", { name: "Search" }).click();
  await lookFor(page, word, word);
  await options(page).filter({ hasText: "All results for" }).click();
  const found = page.getByRole("list", { name: "Results" }).getByRole("link");
  await expect(found).toHaveCount(1);
  await expect(found).toContainText(`#${story.displayId}`);

  const field = page.getByRole("main").getByRole("textbox", { name: "Search" });
  await field.fill(`${word} status:open inbox:${story.inboxId}`);
  await field.press("Enter");
  await expect(field).toHaveValue(word);
  await expect(page.getByRole("button", { name: "Status: Open" })).toBeVisible();
  await expect(page).toHaveURL(`/search?q=${word}&status=open&inbox=${story.inboxId}`);
  expect(await violations(page)).toEqual([]);

  await page.reload();
  await expect(found).toHaveCount(1);
  await page.getByRole("button", { name: "Has files" }).click();
  await expect(page.getByRole("main")).toContainText("No results");
  await page.goBack();
  await expect(found).toHaveCount(1);
  await page.getByRole("main").getByRole("button", { name: "Clear search" }).focus();
  await page.keyboard.press("j");
  await expect(found).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(message(page, word)).toBeInViewport();
});
