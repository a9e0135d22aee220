import { expect, type Page } from "@playwright/test";
import { violations } from "@/e2e/support/axe";
import { AGENT, AGENTS_INBOX } from "@/e2e/support/environment";
import { message, openRow, pane, refusal, rowOf, tick } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

test.describe("notifications", () => {
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
});

test.describe("offline", () => {
  const mark = (page: Page) => page.getByRole("navigation", { name: "Views" }).getByRole("status");
  /** Whether the page keeps what is typed in the browser. */
  const hasDatabase = (page: Page) => page.evaluate(async () => (await indexedDB.databases()).length > 0);

  test("without a network the text stays, a reply waits in the outbox and no key leaves the place; then it is sent once", {
    tag: "@journey",
  }, async ({ integrator, openWindow, faults }) => {
    faults.expect(/ERR_INTERNET_DISCONNECTED|status of 409/); // logged by the browser itself; the refusal
    const story = await integrator.begin();
    await integrator.receive(story.displayId, "Before");
    const page = await openWindow(`/inbox?view=all&inbox=${story.inboxId}&c=${story.displayId}`);
    await expect(message(page, "Before")).toBeVisible();
    await expect(mark(page)).toBeEmpty();
    await expect.poll(() => hasDatabase(page)).toBe(true);

    await page.context().setOffline(true);
    await expect(mark(page)).toContainText(
      "Offline. You may see old data. Messages are saved in this browser",
    );
    await page.keyboard.press("e");
    await expect(refusal(page)).toContainText(`Couldn't update #${story.displayId}`);
    await expect(pane(page)).toContainText(`#${story.displayId}`);
    const field = page.getByRole("textbox", { name: `Reply to ${story.customer}` });
    await field.fill("Sent without a network");
    await field.press("Control+Enter");
    await expect(message(page, "Sent without")).toContainText("Waiting for a connection");
    const outbox = page.getByRole("navigation", { name: "Views" }).getByRole("button", { name: /not sent/ });
    await outbox.click();
    await expect(page.getByRole("dialog", { name: "Outbox" })).toContainText("Sent without a network");
    await page.keyboard.press("Escape");
    await field.fill("Written without a network");
    await integrator.receive(story.displayId, "Meanwhile");

    await page.context().setOffline(false);
    await expect(mark(page)).toContainText("Back online.");
    await expect(message(page, "Meanwhile")).toBeVisible();
    await expect(rowOf(page, story.customer)).toContainText("Meanwhile");
    // The customer wrote before it could be sent: its writer decides.
    await expect(message(page, "Sent without")).toContainText("Not sent: Someone wrote in the meantime.");
    const again = message(page, "Sent without").getByRole("button", { name: "Retry" });
    await expect(async () => {
      // A message counts as seen after it has been visible for a moment.
      if (await again.isVisible()) await again.click({ timeout: 500 });
      await expect(tick(page, "Sent without", "Pending")).toBeVisible({ timeout: 1_000 });
    }).toPass();
    await expect(message(page, "Sent without")).toHaveCount(1);
    await expect(outbox).toHaveCount(0);
    await expect(field).toHaveValue("Written without a network");
    await expect(mark(page)).toBeEmpty();
    await field.press("Control+Enter");
    await expect(pane(page).getByRole("listitem").filter({ hasText: "Written without" })).toBeVisible();
  });

  test("a part whose code cannot be loaded takes no screen with it, and comes when it can", async ({
    integrator,
    openWindow,
    faults,
  }) => {
    faults.expect(/ERR_FAILED/); // logged by the browser itself
    const story = await integrator.begin();
    const page = await openWindow(`/inbox?view=all&inbox=${story.inboxId}&c=${story.displayId}`);
    const field = page.getByRole("textbox", { name: `Reply to ${story.customer}` });
    await field.fill("Typed meanwhile");
    let refused = 0;
    await page.route("**/_next/static/chunks/**", (route) => {
      refused += 1;
      return route.abort();
    });
    await page.getByRole("button", { name: "Formatting" }).click();
    await expect.poll(() => refused).toBeGreaterThan(1);
    await expect(field).toHaveValue("Typed meanwhile");
    await page.unroute("**/_next/static/chunks/**");
    await expect(page.getByRole("toolbar", { name: "Formatting" })).toBeVisible();
    await expect(field).toHaveValue("Typed meanwhile");
  });

  /** While the tab's `loses-answers` is set, the server takes messages and its answers are lost on their way. */
  const loseAnswers = (page: Page) =>
    page.addInitScript(() => {
      const send = window.fetch;
      window.fetch = async (...request) => {
        const response = await send(...request);
        if (!sessionStorage.getItem("loses-answers") || !response.url.includes("messages.send"))
          return response;
        throw new TypeError("Failed to fetch");
      };
    });

  test("a text and a message that was not answered survive a reload, and the message is sent once", {
    tag: "@journey",
  }, async ({ integrator, openWindow }) => {
    const [story, other] = [await integrator.begin(), await integrator.begin()];
    const page = await openWindow("about:blank");
    await loseAnswers(page);
    await page.goto(`/inbox?view=all&c=${story.displayId}`);
    await page.evaluate(() => sessionStorage.setItem("loses-answers", "yes"));
    const field = page.getByRole("textbox", { name: `Reply to ${story.customer}` });
    await field.fill("The answer was lost");
    await field.press("Control+Enter");
    await expect(message(page, "The answer was lost")).toHaveCount(1);
    await openRow(page, other.customer);
    await expect(page.getByRole("button", { name: "1 message not sent" })).toBeVisible();
    await page
      .getByRole("textbox", { name: `Reply to ${other.customer}` })
      .pressSequentially("Typed just now");
    await page.evaluate(() => sessionStorage.removeItem("loses-answers"));
    await page.reload();
    await expect(page.getByRole("textbox", { name: `Reply to ${other.customer}` })).toHaveValue(
      "Typed just now",
    );
    await expect(page.getByRole("button", { name: /not sent/ })).toHaveCount(0);
    expect(await integrator.sentTexts(story.displayId)).toEqual(["The answer was lost"]);
  });
});
