import { expect, type Page } from "@playwright/test";
import { ADMIN, AGENT } from "@/e2e/support/environment";
import type { Integrator } from "@/e2e/support/integrator";
import { holdScripts } from "@/e2e/support/ready";
import { details, rowOf, rows, thread } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

const palette = (page: Page) => page.getByRole("dialog", { name: "Commands" });
const field = (page: Page) => palette(page).getByRole("combobox");
const replyField = (page: Page, name: string) => page.getByRole("textbox", { name: `Reply to ${name}` });

type Opening = { integrator: Integrator; openWindow: (path: string) => Promise<Page> };

/** A customer's conversation, open in a window. */
async function openStory({ integrator, openWindow }: Opening) {
  const story = await integrator.begin();
  const page = await openWindow(`/inbox?view=all&inbox=${story.inboxId}&c=${story.displayId}`);
  await expect(replyField(page, story.customer)).toBeVisible();
  return { story, page };
}

async function command(page: Page, text: string, name: string | RegExp): Promise<void> {
  await page.keyboard.press("ControlOrMeta+k");
  await expect(field(page)).toBeFocused();
  await page.keyboard.type(text);
  await expect(palette(page).getByRole("option").first()).toHaveText(name);
  await page.keyboard.press("Enter");
  await expect(palette(page)).toBeHidden();
}

test("a few letters in the palette run an action", async ({ integrator, openWindow }) => {
  const { story, page } = await openStory({ integrator, openWindow });

  await command(page, "assign me", /^Assign to me/);
  await expect(details(page)).toContainText(ADMIN.name);
  await command(page, "tomorrow", /^Snooze: Tomorrow/);
  await expect(rowOf(page, story.customer)).toHaveCount(0);
});

test("keys that follow letters before their list is painted act on that list", async ({
  integrator,
  openWindow,
}) => {
  const { page } = await openStory({ integrator, openWindow });

  await page.keyboard.press("ControlOrMeta+k");
  await expect(palette(page).getByRole("option").first()).toHaveText(/^Resolve/);
  await field(page).evaluate(typeAtOnce, { text: "assign", key: "ArrowDown" });
  await expect(palette(page).getByRole("option").nth(1)).toHaveAttribute("data-highlighted");
  await page.keyboard.press("Escape");
  await expect(palette(page)).toBeHidden();

  await page.keyboard.press("l");
  const label = `vip-${crypto.randomUUID().slice(0, 6)}`;
  await expect(palette(page)).toContainText("Label");
  await field(page).evaluate(typeAtOnce, { text: label, key: "Enter" });
  await expect(palette(page)).toBeHidden();
  await expect(details(page).getByRole("link", { name: label })).toBeVisible();
});

/** Types and presses a key before anything is painted. */
async function typeAtOnce(field: Element, { text, key }: { text: string; key: string }): Promise<void> {
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(field, text);
  field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText", data: text }));
  await Promise.resolve(); // React renders the text in a microtask
  field.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
}

test("keys open choices in the palette, Backspace leads back, Escape closes", async ({
  integrator,
  openWindow,
}) => {
  const { story, page } = await openStory({ integrator, openWindow });

  const label = `vip-${crypto.randomUUID().slice(0, 6)}`;
  await page.keyboard.press("l");
  await page.keyboard.type(label);
  await expect(palette(page).getByRole("option")).toHaveText([`Add new label “${label}”`]);
  await page.keyboard.press("Enter");
  await expect(details(page).getByRole("link", { name: label })).toBeVisible();

  await page.keyboard.press("a");
  await expect(palette(page)).toContainText("Assign");
  await expect(palette(page).getByRole("option", { name: AGENT.name })).toHaveCount(0); // not of this inbox
  await page.keyboard.press("Backspace");
  await expect(palette(page).getByRole("option", { name: "Snooze…" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(palette(page)).toBeHidden();

  await page.keyboard.press("h");
  await page.keyboard.press("Enter");
  await expect(rowOf(page, story.customer)).toHaveCount(0);
});

test("keys are off in text fields and when the reader turned them off; the palette always opens", {
  tag: "@journey",
}, async ({ integrator, openWindow }) => {
  const { story, page } = await openStory({ integrator, openWindow });
  await page.keyboard.press("r");
  await page.keyboard.type("help, please resolve");
  await expect(replyField(page, story.customer)).toHaveValue("help, please resolve");
  await command(page, "to note", /^Write a note/);
  await expect(page.getByRole("textbox", { name: "Note for your team" })).toBeFocused();
  await page.keyboard.press("Escape");

  await page.keyboard.press("?");
  const sheet = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await sheet.getByRole("switch", { name: "Single-key shortcuts" }).click();
  await page.keyboard.press("Escape");
  await expect(sheet).toBeHidden();
  await page.keyboard.press("e");
  await command(page, "resolve", /^Resolve/);
  await expect(rowOf(page, story.customer)).toHaveCount(0);
});

test("the palette opens as soon as another window begins to close", async ({ openWindow }) => {
  const page = await openWindow("/settings/profile");
  await page.keyboard.press("?");
  const sheet = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(sheet).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("ControlOrMeta+k");
  await expect(field(page)).toBeFocused();
  await expect(sheet).toBeHidden();
  await expect(field(page)).toBeFocused();
});

test("the palette goes to views, inboxes and numbers", async ({ integrator, openWindow }) => {
  const story = await integrator.begin();
  const page = await openWindow("/settings/tokens");
  await command(page, story.inboxName, new RegExp(`^${story.inboxName}`));
  await expect(page).toHaveURL(new RegExp(`inbox=${story.inboxId}`));
  await expect(rows(page).first()).toBeVisible();
  await command(page, `#${story.displayId}`, `Open conversation #${story.displayId}`);
  await expect(thread(page, story.customer)).toBeVisible();
  await command(page, "unassi", /^Unassigned/);
  await expect(page).toHaveURL(/view=unassigned/);
});

test("after resolving, the next conversation is open, also on a page that was opened at one", async ({
  integrator,
  openWindow,
}) => {
  const first = await integrator.begin();
  const second = await integrator.createConversation({ inboxId: first.inboxId, customer: "Zoe Next" });
  await integrator.receive(second.displayId, "Me too");
  const page = await openWindow(`/inbox?view=all&inbox=${first.inboxId}&c=${second.displayId}`);
  await expect(thread(page, "Zoe Next")).toBeVisible();
  await page.keyboard.press("e");
  await expect(page).toHaveURL(new RegExp(`c=${first.displayId}$`));
  await expect(replyField(page, first.customer)).toBeVisible();
});

test("keys that were pressed while the palette was loading choose in it", async ({
  integrator,
  openWindow,
}) => {
  const story = await integrator.begin();
  const page = await openWindow("/settings/profile");
  await page.addInitScript(() => {
    window.requestIdleCallback = () => 0; // nothing is loaded ahead
  });
  await page.goto(`/inbox?view=all&inbox=${story.inboxId}&c=${story.displayId}`);
  await expect(replyField(page, story.customer)).toBeVisible();
  const release = await holdScripts(page);
  await page.keyboard.press("a");
  await page.keyboard.type(`${ADMIN.name}x`);
  await page.keyboard.press("Backspace");
  await page.keyboard.press("Enter");
  release();
  await expect(details(page)).toContainText(ADMIN.name);
  await expect(palette(page)).toBeHidden();
});
