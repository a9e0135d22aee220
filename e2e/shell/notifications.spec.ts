import { expect, type Page } from "@playwright/test";
import { violations } from "@/e2e/support/axe";
import { AGENT, AGENTS_INBOX } from "@/e2e/support/environment";
import { message, pane } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

const notificationsButton = (page: Page, unread: number) =>
  page.getByRole("navigation", { name: "Views" }).getByRole("button", {
    name: unread === 0 ? "Notifications" : `Notifications, ${unread} unread`,
    exact: true,
  });
const list = (page: Page) => page.getByRole("dialog", { name: "Notifications" });

test("a mention in a note notifies a colleague, who goes there by key and so reads it", async ({
  integrator,
  openWindow,
}) => {
  const inboxId = await integrator.findInboxId(AGENTS_INBOX);
  const customer = `Mention ${Date.now()}`;
  const { displayId } = await integrator.createConversation({ inboxId, customer });
  await integrator.receive(displayId, "Do you ship to Iceland?");
  const jonas = await openWindow("/inbox?view=all", { who: AGENT });
  await jonas.keyboard.press("b");
  const markAll = list(jonas).getByRole("button", { name: "Mark all as read" });
  await expect(list(jonas)).toBeVisible();
  if ((await unreadCount(jonas)) > 0) await markAll.press("Enter"); // from the demo
  await expect(notificationsButton(jonas, 0)).toBeVisible();
  await jonas.keyboard.press("Escape");

  const sam = await openWindow(`/inbox?view=all&inbox=${inboxId}&c=${displayId}`);
  await expect(message(sam, "Do you ship")).toBeVisible();
  await sam.keyboard.press("n");
  const note = sam.getByRole("textbox", { name: "Note" });
  await note.pressSequentially("@jon");
  await expect(sam.getByRole("option", { name: /Jonas Weber/ })).toBeVisible();
  await note.press("Enter");
  await note.pressSequentially("do we?");
  await expect(note).toHaveValue("@Jonas Weber do we?");
  await note.press("Control+Enter");
  await expect(message(sam, "@Jonas Weber do we?")).toBeVisible();

  await expect(notificationsButton(jonas, 1)).toBeVisible();
  await expect(jonas).toHaveTitle(/^\(1\) /);
  await jonas.keyboard.press("b");
  const text = new RegExp(`Sam Rivera mentioned you in the conversation with ${customer}`);
  const line = list(jonas).getByRole("link", { name: text });
  await expect(line).toContainText("@Jonas Weber do we?");
  expect(await violations(jonas)).toEqual([]);
  await line.press("Enter");
  await expect(list(jonas)).toBeHidden();
  await expect(message(jonas, "@Jonas Weber do we?")).toBeVisible();
  await expect(pane(jonas)).toContainText(customer);
  await expect(notificationsButton(jonas, 0)).toBeVisible();
  await expect(jonas).not.toHaveTitle(/^\(/);
});

test("messages in one's own conversation make one notification with a count, and are marked read together", async ({
  integrator,
  openWindow,
}) => {
  const story = await integrator.begin();
  await integrator.receive(story.displayId, "Hello");
  const page = await openWindow(`/inbox?view=all&inbox=${story.inboxId}&c=${story.displayId}`);
  await expect(message(page, "Hello")).toBeVisible();
  await page.keyboard.press("i");
  await expect(pane(page).locator("header")).toContainText("with Sam Rivera");
  await page.goto("/settings/profile");
  const settings = page.getByRole("navigation", { name: "Settings" });
  await settings.getByRole("button", { name: /^Notifications/ }).click();
  const markAll = list(page).getByRole("button", { name: "Mark all as read" });
  await integrator.receive(story.displayId, "Are you there?");
  await integrator.receive(story.displayId, "Please!");
  const line = list(page).getByRole("link", { name: `${story.customer} sent 2 messages` });
  await expect(line).toContainText("Please!");
  await expect(line).toContainText("2 unread");
  const rows = list(page).getByRole("link");
  await rows.first().focus();
  for (const [key, row] of [
    ["ArrowDown", 1],
    ["ArrowUp", 0],
    ["j", 1],
    ["k", 0],
  ] as const) {
    await page.keyboard.press(key);
    await expect(rows.nth(row)).toBeFocused();
  }
  await markAll.click();
  await expect(markAll).toBeHidden();
  await expect(line).not.toContainText("unread");
});

const unreadCount = async (page: Page): Promise<number> => {
  const name = await page
    .getByRole("navigation", { name: "Views" })
    .getByRole("button", { name: /^Notifications/ })
    .getAttribute("aria-label");
  return Number(/\d+/.exec(name ?? "")?.[0] ?? 0);
};
