import { expect, type Page } from "@playwright/test";
import { ADMIN } from "@/e2e/support/environment";
import { messageReceived } from "@/e2e/support/integrator";
import {
  message,
  openRow,
  pane,
  refusal,
  rowOf,
  showStatus,
  thread,
  tick,
  write,
} from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

test.describe("thread", () => {
  const inSight = async (page: Page, text: string) => expect(message(page, text)).toBeInViewport();

  const lines = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, index) => `Line ${from + index}.`);

  test("a thread opens at the first unread message, and its mark stays while one reads", async ({
    integrator,
    openWindow,
  }) => {
    const story = await integrator.begin();
    await integrator.receive(story.displayId, "Hello?");
    const page = await openWindow(`/inbox?view=all&inbox=${story.inboxId}&c=${story.displayId}`);
    await inSight(page, "Hello?");
    await expect(rowOf(page, story.customer).getByText("unread")).toHaveCount(0); // it was read
    await page.goto(`/inbox?view=all&inbox=${story.inboxId}`);
    for (const line of lines(1, 30)) await integrator.receive(story.displayId, line);
    await expect(rowOf(page, story.customer)).toContainText("Line 30.");

    await openRow(page, story.customer);
    await expect(thread(page, story.customer).getByRole("heading", { name: "New" })).toBeInViewport();
    await inSight(page, "Line 1.");
    await expect(message(page, "Line 30.")).toHaveCount(0);
    await page.getByRole("button", { name: "Jump to latest" }).click();
    await inSight(page, "Line 30.");
    await expect(rowOf(page, story.customer).getByText("unread")).toHaveCount(0);
  });

  test("a link to a message leads to it, however far back, and from there to the newest", async ({
    integrator,
    openWindow,
  }) => {
    const story = await integrator.begin();
    for (const line of lines(1, 130)) await integrator.answer(story.displayId, line);
    const path = `/inbox?view=all&inbox=${story.inboxId}&c=${story.displayId}`;

    const page = await openWindow(`${path}&m=125`);
    await expect(message(page, "Line 125.").locator("[data-linked]")).toBeInViewport();

    await page.goto(`${path}&m=20`);
    await expect(message(page, "Line 20.").locator("[data-linked]")).toBeInViewport();
    await expect(async () => {
      await thread(page, story.customer).evaluate((scroller) => scroller.scrollBy(0, 700));
      await expect(message(page, "Line 60.")).toHaveCount(1, { timeout: 500 }); // newer ones are appended
    }).toPass();
    await page.getByRole("button", { name: "Jump to latest" }).click();
    await inSight(page, "Line 130.");
    await expect(page).not.toHaveURL(/[?&]m=/);
  });

  test("the time of a message is its link, and a click copies it", async ({ integrator, openWindow }) => {
    const story = await integrator.begin();
    await integrator.receive(story.displayId, "Remember this.");
    const page = await openWindow(`/inbox?view=all&c=${story.displayId}`, {
      permissions: ["clipboard-read", "clipboard-write"],
    });
    await message(page, "Remember this.").getByRole("link", { name: "Copy link to this message" }).click();
    await expect(page.getByRole("region", { name: /^Notices/ })).toContainText("Link copied");
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toMatch(new RegExp(`/inbox\\?view=all&c=${story.displayId}&m=1$`));
  });

  test("a customer's text is shown as text: markup is rendered, nothing runs, each line has its own direction", async ({
    integrator,
    openWindow,
  }) => {
    const story = await integrator.begin();
    const markup = `<img src=x onerror="document.title='ran'"> [a](javascript:alert(1))`;
    await integrator.receive(
      story.displayId,
      `**Important**: see https://x.example.\nشكرًا لك\n${markup}\n- one`,
    );
    const page = await openWindow(`/inbox?view=all&c=${story.displayId}`);
    const bubble = message(page, "Important");
    await expect(bubble.locator("strong")).toHaveText("Important");
    await expect(bubble.getByRole("link", { name: "https://x.example" })).toHaveAttribute("rel", /noopener/);
    await expect(bubble).toContainText(markup);
    await expect(bubble.locator("img")).toHaveCount(0);
    const directions = await bubble
      .locator("[data-message-text] > p")
      .evaluateAll((all) => all.map((p) => getComputedStyle(p).direction));
    expect(directions).toEqual(["ltr", "rtl", "ltr", "ltr"]);
    await expect(page).not.toHaveTitle(/ran/);
  });
});

test.describe("failed message", () => {
  test("a failed message shows why and can be sent again", { tag: "@journey" }, async ({
    integrator,
    openWindow,
  }) => {
    const story = await integrator.begin();
    const page = await openWindow(`/inbox?view=all&inbox=${story.inboxId}`);
    await openRow(page, story.customer);
    const text = "Your parcel is on its way.";
    await write(page, story.customer, text);
    await expect(tick(page, "Your parcel", "Pending")).toBeVisible();

    const snapshot = await integrator.replay(
      (log) => messageReceived(log, story.inboxId, text) !== undefined,
    );
    const sent = { id: messageReceived(snapshot, story.inboxId, text)?.id ?? 0 };
    const failed = { status: "failed", external_error: "err123" };
    // Receipts are refused within the message's undo window.
    await expect(() => integrator.patchAsChatwoot(story.displayId, sent.id, failed)).toPass();
    await expect(message(page, "Your parcel")).toContainText("err123");
    await expect(tick(page, "Your parcel", "Failed")).toBeVisible();
    await expect(rowOf(page, story.customer)).toContainText("Not delivered: err123");

    await message(page, "Your parcel").getByRole("button", { name: "Resend" }).click();
    await expect(tick(page, "Your parcel", "Pending")).toBeVisible();
    await expect(message(page, "Your parcel")).not.toContainText("err123");
    await integrator.report({ messageId: sent.id, signal: "delivered" });
    await tick(page, "Your parcel", "Delivered").click();
    const timeline = page.getByRole("dialog", { name: "Delivery history" });
    await expect(timeline.getByRole("listitem")).toHaveText([
      /Created, attempt 1/,
      /Failed: err123/,
      /Resent, attempt 2/,
      /Delivered/,
    ]);
  });

  test("a member who resends after a colleague did gets an explanation", async ({
    integrator,
    openWindow,
    faults,
  }) => {
    faults.expect(/ERR_FAILED/); // the stream that is aborted below
    faults.expect(/status of 409/); // the refusal itself
    const story = await integrator.begin();
    const failed = await integrator.answer(story.displayId, "Your invoice is attached.");
    await integrator.report({ messageId: failed.id, signal: "failed", error: "err123" });
    const page = await openWindow("about:blank");
    await page.route(/\/api\/trpc\/live/, (route) => route.abort()); // no events from other members arrive
    await page.goto(`/inbox?view=all&inbox=${story.inboxId}`);
    await openRow(page, story.customer);
    const again = message(page, "Your invoice").getByRole("button", { name: "Resend" });
    await expect(again).toBeVisible();

    await integrator.retry(failed.id);
    await again.click();
    await expect(refusal(page)).toContainText("Couldn't resend the message");
    await expect(refusal(page)).toContainText("The message hasn't failed and isn't unconfirmed.");
  });
});

/** Holds back the answers of such requests until they are released. The route stays: one that is removed can lose a request. */
async function holdAnswers(page: Page, url: RegExp): Promise<{ release(): void }> {
  let release = (): void => undefined;
  const released = new Promise<void>((done) => {
    release = done;
  });
  await page.route(url, async (route) => {
    const response = await route.fetch();
    await released;
    await route.fulfill({ response });
  });
  return { release };
}

test.describe("undo send", () => {
  const field = (page: Page, customer: string) => page.getByRole("textbox", { name: `Reply to ${customer}` });

  test("sent and withdrawn by key: the text returns, and no receiver got it", { tag: "@journey" }, async ({
    integrator,
    openWindow,
  }) => {
    const story = await integrator.begin();
    await integrator.receive(story.displayId, "Where is my order?");
    const page = await openWindow(`/inbox?view=all&inbox=${story.inboxId}&c=${story.displayId}`, {
      undoSend: 60,
    });
    const answers = await holdAnswers(page, /messages\.send/);
    await field(page, story.customer).fill("In Rom");
    await page.keyboard.press("Control+Enter");
    await expect(message(page, "In Rom")).toContainText(/Sending in \d+ s/); // by the live stream, before the answer
    await page.keyboard.press("Escape");
    await page.keyboard.press("z");
    answers.release();
    await expect(thread(page, story.customer)).toContainText(`${ADMIN.name} unsent a message`);
    await expect(field(page, story.customer)).toHaveValue("In Rom");
    await expect(rowOf(page, story.customer)).toContainText("Where is my order?");

    await field(page, story.customer).fill("In Rome");
    await page.keyboard.press("Control+Enter");
    await expect(message(page, "In Rome")).toBeVisible();
    const { message: messages } = await integrator.replay(
      (log) => messageReceived(log, story.inboxId, "In Rome") !== undefined,
    );
    const [withdrawn, pending] = Object.values(messages).filter(
      (m) => m.direction === "out" && m.inboxId === story.inboxId,
    );
    expect(withdrawn).toMatchObject({ content: "", status: null, withdrawnAt: expect.any(String) });
    expect(await integrator.report({ messageId: pending?.id ?? 0, signal: "sent" })).toEqual([
      "message.held",
    ]);
  });

  test("send-and-resolve is undone from the toast, with the status", async ({ integrator, openWindow }) => {
    const story = await integrator.begin();
    await integrator.receive(story.displayId, "Where is my order?");
    const page = await openWindow(`/inbox?view=all&inbox=${story.inboxId}&c=${story.displayId}`, {
      undoSend: 60,
    });
    await field(page, story.customer).fill("On its way.");
    await page.keyboard.press("Control+Shift+Enter");
    await expect(rowOf(page, story.customer)).toHaveCount(0);
    await refusal(page).getByRole("button", { name: "Undo" }).click();
    await expect(rowOf(page, story.customer)).toContainText("Where is my order?");
    await expect(field(page, story.customer)).toHaveValue("On its way.");
    await expect(pane(page)).toContainText("Open");
    await showStatus(page, "Resolved");
    await expect(rowOf(page, story.customer)).toHaveCount(0);
  });

  test("with an undo window of zero, messages are sent immediately", async ({ integrator, openWindow }) => {
    const story = await integrator.begin();
    const page = await openWindow(`/inbox?view=all&inbox=${story.inboxId}&c=${story.displayId}`, {
      undoSend: 8,
    });
    await field(page, story.customer).fill("At once");
    await page.getByRole("button", { name: "More send options" }).click();
    const saved = page.waitForResponse((response) => response.url().includes("me.setUndoSend"));
    await page.getByRole("menuitemradio", { name: "Off (send immediately)" }).click();
    await saved;
    await page.getByRole("button", { name: /^Send(?! and)/ }).click();
    await expect(tick(page, "At once", "Pending")).toBeVisible();
    await expect(pane(page)).not.toContainText("Sending in");
  });
});
