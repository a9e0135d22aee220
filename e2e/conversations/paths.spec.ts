import { expect } from "@playwright/test";
import type { Integrator } from "@/e2e/support/integrator";
import { message, openRow, pane, refusal, rowOf, rows } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

const SENT = "message.created";
const MOVED = "conversation.status_changed";
const LABELLED = "conversation.labelled";

/** Expects exactly these events of the conversation since its beginning, added up step by step. */
function expectEventsOf(integrator: Integrator, conversationId: number) {
  const all: string[] = ["conversation.created"];
  return async (...more: string[]) => {
    all.push(...more);
    await expect.poll(() => integrator.eventTypes(conversationId)).toEqual(all);
  };
}

test("a status by hand, spam and its undo: one event each", async ({ integrator, openWindow }) => {
  const story = await integrator.begin();
  const expectEvents = expectEventsOf(integrator, story.conversationId);
  const page = await openWindow(`/inbox?view=all&inbox=${story.inboxId}&c=${story.displayId}`);
  const reply = page.getByRole("textbox", { name: `Reply to ${story.customer}` });
  await expect(reply).toBeVisible();
  await page.keyboard.press("e");
  await expect(rowOf(page, story.customer)).toHaveCount(0);
  await expectEvents(MOVED);
  await page.keyboard.press("z");
  await expect(rowOf(page, story.customer)).toBeVisible();
  await expectEvents(MOVED);

  await expect(reply).toBeVisible();
  await page.keyboard.press("!");
  await expect(rowOf(page, story.customer)).toHaveCount(0);
  await expectEvents(LABELLED, MOVED);
  await page.keyboard.press("z");
  await expect(rowOf(page, story.customer)).toBeVisible();
  await expectEvents(MOVED, LABELLED);

  await expect(reply).toBeVisible();
  await page.keyboard.press("e");
  await expect(rowOf(page, story.customer)).toHaveCount(0);
  await expectEvents(MOVED);
  await integrator.receive(story.displayId, "Once more");
  await expect(rowOf(page, story.customer)).toContainText("Once more");
  await expectEvents(SENT, MOVED);
});

test("send-and-resolve and its undo: one operation's events each", async ({ integrator, openWindow }) => {
  const story = await integrator.begin();
  const expectEvents = expectEventsOf(integrator, story.conversationId);
  await integrator.receive(story.displayId, "Where is my order?");
  const page = await openWindow(`/inbox?view=all&inbox=${story.inboxId}&c=${story.displayId}`, {
    undoSend: 60,
  });
  await page.getByRole("textbox", { name: `Reply to ${story.customer}` }).fill("On its way.");
  await page.keyboard.press("Control+Shift+Enter");
  await expect(rowOf(page, story.customer)).toHaveCount(0);
  await expectEvents(SENT, SENT, MOVED);
  await refusal(page).getByRole("button", { name: "Undo" }).click();
  await expect(rowOf(page, story.customer)).toContainText("Where is my order?");
  await expectEvents("message.withdrawn", MOVED, "conversation.updated"); // the customer waits again
});

test("to the trash, restored by hand and by the customer, and permanently deleted", async ({
  integrator,
  openWindow,
}) => {
  const story = await integrator.begin();
  const expectEvents = expectEventsOf(integrator, story.conversationId);
  const page = await openWindow(`/inbox?view=all&inbox=${story.inboxId}&c=${story.displayId}`);
  await expect(page.getByRole("textbox", { name: `Reply to ${story.customer}` })).toBeVisible();
  await page.keyboard.press("#");
  await expect(rowOf(page, story.customer)).toHaveCount(0);
  await expectEvents("conversation.trashed");
  await page.keyboard.press("z");
  await expect(rowOf(page, story.customer)).toBeVisible();
  await expectEvents("conversation.restored");

  await expect(page.getByRole("textbox", { name: `Reply to ${story.customer}` })).toBeVisible();
  await page.keyboard.press("#");
  await expect(rowOf(page, story.customer)).toHaveCount(0);
  await expectEvents("conversation.trashed");
  await integrator.receive(story.displayId, "Are you there?");
  await expectEvents("conversation.restored", SENT);

  await openRow(page, story.customer);
  await expect(message(page, "Are you there?")).toBeVisible();
  await page.keyboard.press("#");
  await expect(rowOf(page, story.customer)).toHaveCount(0);
  await expectEvents("conversation.trashed");
  const trash = await openWindow(`/inbox?view=trash&status=any&inbox=${story.inboxId}`);
  await openRow(trash, story.customer);
  await pane(trash).getByRole("button", { name: "Delete permanently" }).click();
  const dialog = trash.getByRole("dialog");
  await dialog.getByLabel(`Type ${story.displayId} to confirm`).fill(String(story.displayId));
  await dialog.getByRole("button", { name: "Delete permanently" }).click();
  await expect(rowOf(trash, story.customer)).toHaveCount(0);
  await expectEvents("conversation.purged");
});

test("a bulk change: one event per conversation, and one when it is undone", async ({
  integrator,
  openWindow,
}) => {
  const { inboxId, conversationId: first } = await integrator.begin();
  const customer = `Ann ${crypto.randomUUID().slice(0, 8)}`;
  const { id: second } = await integrator.createConversation({ inboxId, customer });
  const expectations = [first, second].map((id) => expectEventsOf(integrator, id));
  const page = await openWindow(`/inbox?view=all&inbox=${inboxId}`);
  await expect(rows(page)).toHaveCount(2);
  await page.keyboard.press("ControlOrMeta+a");
  await expect(page.getByRole("region", { name: "Conversations" }).getByRole("status")).toHaveText(
    "2 selected",
  );
  await page.keyboard.press("e");
  await expect(refusal(page)).toContainText("2 conversations resolved");
  await expect(rows(page)).toHaveCount(0);
  for (const expectEvents of expectations) await expectEvents(MOVED);
  await page.keyboard.press("z");
  await expect(rows(page)).toHaveCount(2);
  for (const expectEvents of expectations) await expectEvents(MOVED);
});

test("a conversation started with a message: the events of one start", async ({ integrator, openWindow }) => {
  const { inboxId, customer } = await integrator.begin();
  const page = await openWindow(`/inbox?view=all&inbox=${inboxId}`);
  await expect(rowOf(page, customer)).toBeVisible();
  await page.keyboard.press("c");
  const dialog = page.getByRole("dialog", { name: "New conversation" });
  const name = `Zuzana ${crypto.randomUUID().slice(0, 8)}`;
  await dialog.getByRole("searchbox", { name: "Customer" }).fill(name);
  await dialog.getByRole("button", { name: `New customer “${name}”` }).click();
  await dialog.getByRole("textbox", { name: "First message" }).fill("Welcome!");
  await dialog.getByRole("button", { name: "Send" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(message(page, "Welcome!")).toBeVisible();
  const displayId = Number(await rowOf(page, name).getByRole("link").getAttribute("data-display-id"));
  await expectEventsOf(integrator, await integrator.findConversationId(displayId))(
    SENT,
    "message.send_requested",
  );
});
