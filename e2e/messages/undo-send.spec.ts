import { expect, type Page } from "@playwright/test";
import { ADMIN } from "@/e2e/support/environment";
import { messageReceived } from "@/e2e/support/integrator";
import { message, pane, refusal, rowOf, showStatus, thread, tick } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

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
  await field(page, story.customer).fill("In Rom");
  await page.keyboard.press("Control+Enter");
  await expect(message(page, "In Rom")).toContainText(/Sending in \d+ s/);
  await page.keyboard.press("Escape");
  await page.keyboard.press("z");
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
  expect(await integrator.report({ messageId: pending?.id ?? 0, signal: "sent" })).toEqual(["message.held"]);
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
