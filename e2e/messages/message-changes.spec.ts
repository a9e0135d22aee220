import { expect, type Page } from "@playwright/test";
import { violations } from "@/e2e/support/axe";
import { pane, select, write } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

test.describe("message changes", () => {
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

  test("a sent reply is edited from the empty field, formatted by key, and says what the customer has", async ({
    integrator,
    openWindow,
  }) => {
    const { displayId, inboxId, customer } = await integrator.begin();
    await integrator.replay(() => true); // its program reads the log
    const page = await openWindow(`/inbox?view=all&inbox=${inboxId}&c=${displayId}`);
    await write(page, customer, "It arrives on Monday");
    const reply = page.getByRole("textbox", { name: `Reply to ${customer}` });
    // Stored, no longer on its way.
    await expect(
      thread(page).locator("[data-message-id]").filter({ hasText: "It arrives on Monday" }),
    ).toBeVisible();
    await reply.press("ArrowUp");
    const field = page.getByRole("textbox", { name: "Message text" });
    await expect(field).toBeFocused();
    await expect(thread(page).getByText(/^Already sent\. Your integration is notified/)).toBeVisible();
    await page.keyboard.type(" or Tuesday"); // the caret is at the end
    await page.keyboard.press("ControlOrMeta+Enter");
    await expect(thread(page).getByText("It arrives on Monday or Tuesday")).toBeVisible();
    await expect(
      thread(page).getByRole("button", { name: /^edited · (not delivered yet|sent to your integration)$/ }),
    ).toBeVisible();
    await expect(reply).toBeFocused();

    await menuOf(page, "It arrives on Monday or Tuesday").press("Enter");
    await page.getByRole("menuitem", { name: "Delete Your integration is notified" }).press("Enter");
    await expect(thread(page).getByText(/deleted a message/)).toBeVisible();

    await reply.fill("now");
    await reply.press("ControlOrMeta+a");
    await reply.press("ControlOrMeta+b");
    await expect(reply).toHaveValue("**now**");
    await reply.press("ControlOrMeta+z");
    await expect(reply).toHaveValue("now");
    await page.getByRole("button", { name: "Formatting" }).click();
    await expect(page.getByText("Sent as Markdown text. Your integration decides")).toBeVisible();
    await reply.fill("x".repeat(150_001));
    await expect(page.getByText("1 character too long. This inbox sends up to 150,000.")).toBeVisible();
    await expect(page.getByRole("button", { name: /^Send(?! and)/ })).toBeDisabled();
    await reply.fill("x".repeat(5_000));
    await reply.press("ControlOrMeta+Enter");
    await thread(page).getByRole("button", { name: "Show all (5,000 characters)" }).click();
    await expect(thread(page).getByRole("button", { name: "Show less" })).toBeVisible();
    expect(await violations(page)).toEqual([]);
  });
});

test.describe("no taker", () => {
  test("the composer and Health say that an inbox's replies aren't sent, until an integration receives them", async ({
    integrator,
    openWindow,
  }) => {
    const story = await integrator.begin();
    const page = await openWindow(`/inbox?view=all&c=${story.displayId}`);
    const banner = pane(page).getByText("Replies in this inbox aren't being sent");
    await expect(banner).toBeVisible();
    expect(await violations(page)).toEqual([]);

    const health = await openWindow("/settings/health");
    await select(health, "Inbox", story.inboxName);
    const inbox = health
      .getByRole("listitem")
      .filter({ has: health.getByRole("link", { name: story.inboxName }) });
    const all = health.getByRole("button", { name: /^Show all \d+ inboxes$/ });
    // The list is live: other tests' inboxes enter and leave its first ten.
    await expect(async () => {
      if (await all.isVisible()) await all.click({ timeout: 1_000 });
      await expect(inbox.getByText("Replies in this inbox haven't been sent since")).toBeVisible({
        timeout: 1_000,
      });
    }).toPass();
    expect(await violations(health)).toEqual([]);
    await inbox.getByRole("link", { name: "Connect an integration" }).click();
    const callback = health.getByRole("textbox", { name: "Callback URL" });
    await callback.fill("https://crm.example.test/hook");
    await callback.press("Enter");
    await expect(health.getByText("Saved", { exact: true })).toBeVisible();
    await expect(banner).toHaveCount(0);
  });
});

test.describe("stuck message", () => {
  test("a stuck message is shown as unconfirmed; a receipt clears that live", async ({
    integrator,
    openWindow,
  }) => {
    const { message: stuck, displayId } = await integrator.findStuck();
    const page = await openWindow(`/inbox?view=all&c=${displayId}`);
    const bubble = pane(page)
      .getByRole("listitem")
      .filter({ has: page.locator(`[data-message-id="${stuck.id}"]`) });
    await expect(bubble).toContainText("Delivery unconfirmed");
    await expect(bubble.getByRole("button", { name: "Resend" })).toBeVisible();
    await bubble.getByRole("button", { name: "Pending", exact: true }).click();
    const timeline = page.getByRole("dialog", { name: "Delivery history" });
    await expect(timeline).toContainText("No report in time: delivery unconfirmed");
    expect(await violations(page)).toEqual([]);

    await integrator.report({ messageId: stuck.id, signal: "delivered" });
    await expect(timeline.getByRole("listitem").last()).toContainText("Delivered");
    await page.keyboard.press("Escape");
    await expect(bubble.getByRole("button", { name: "Delivered", exact: true })).toBeVisible();
    await expect(bubble).not.toContainText("Delivery unconfirmed");
  });

  test("the time until a message is stuck is an inbox setting, shown in the integration check and in the audit log", async ({
    integrator,
    openWindow,
  }) => {
    const story = await integrator.begin();
    const page = await openWindow(`/settings/inboxes/${story.inboxId}/connection`);
    const minutes = page.getByRole("spinbutton", { name: "Unconfirmed after (minutes)" });
    await expect(minutes).toHaveValue("10");
    await minutes.fill("25");
    await minutes.press("Enter");
    await expect(page.getByText("Saved", { exact: true })).toBeVisible();
    await page.getByRole("link", { name: "Check", exact: true }).click();
    await page.getByRole("button", { name: "Run check" }).click();
    await expect(page.getByRole("main")).toContainText(
      "Messages without a report for 25 minutes are marked unconfirmed.",
    );

    await page.goto("/settings/audit");
    const change = page.getByRole("listitem").filter({ hasText: story.inboxName });
    await expect(change.filter({ hasText: "Flag unconfirmed messages" })).toContainText(
      `of ${story.inboxName} from after 10 minutes to after 25 minutes`,
    );
  });
});
