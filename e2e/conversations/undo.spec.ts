import { expect } from "@playwright/test";
import { ADMIN } from "@/e2e/support/environment";
import { choose, details, message, openRow, pane, refusal, rowOf, thread, tick } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

test.describe("trash", () => {
  test("trashed by key, restored by undo, then permanently deleted from the trash", async ({
    integrator,
    openWindow,
  }) => {
    const story = await integrator.begin();
    const page = await openWindow(`/inbox?view=all&inbox=${story.inboxId}&c=${story.displayId}`);
    await expect(page.getByRole("textbox", { name: `Reply to ${story.customer}` })).toBeVisible();
    await page.keyboard.press("#");
    await expect(refusal(page)).toContainText(`#${story.displayId} moved to trash`);
    await expect(rowOf(page, story.customer)).toHaveCount(0);
    await page.keyboard.press("z");
    await expect(rowOf(page, story.customer)).toBeVisible();
    await expect(page.getByRole("textbox", { name: `Reply to ${story.customer}` })).toBeVisible();

    await page.keyboard.press("#");
    await expect(rowOf(page, story.customer)).toHaveCount(0);
    const trash = await openWindow(`/inbox?view=trash&status=any&inbox=${story.inboxId}`);
    await openRow(trash, story.customer);
    await expect(pane(trash)).toContainText("This conversation is in the trash.");
    await expect(thread(trash, story.customer)).toContainText(
      `${ADMIN.name} restored and moved to trash · 3 changes`,
    );
    await expect(details(trash)).toContainText("Restore the conversation to change it.");
    await expect(details(trash).getByRole("button", { name: "Assignee" })).toBeDisabled();

    await pane(trash).getByRole("button", { name: "Delete permanently" }).click();
    const dialog = trash.getByRole("dialog");
    const confirm = dialog.getByRole("button", { name: "Delete permanently" });
    await expect(dialog).toContainText("This cannot be undone.");
    await expect(confirm).toBeDisabled();
    await dialog.getByLabel(`Type ${story.displayId} to confirm`).fill(String(story.displayId));
    await confirm.click();
    await expect(rowOf(trash, story.customer)).toHaveCount(0);
    await expect(trash.getByText("Trash is empty")).toBeVisible();
  });

  test("a customer's message restores the conversation from the trash, and the thread shows it", async ({
    integrator,
    openWindow,
  }) => {
    const story = await integrator.begin();
    const page = await openWindow(`/inbox?view=all&inbox=${story.inboxId}&c=${story.displayId}`);
    await expect(page.getByRole("textbox", { name: `Reply to ${story.customer}` })).toBeVisible();
    await page.keyboard.press("#");
    await expect(rowOf(page, story.customer)).toHaveCount(0);
    await integrator.receive(story.displayId, "Are you there?");
    await openRow(page, story.customer);
    await expect(thread(page, story.customer)).toContainText(`Restored because ${story.customer} wrote`);
  });
});

test.describe("undo", () => {
  test("by keys alone: resolved and undone, with the reader back where they were", {
    tag: "@journey",
  }, async ({ integrator, openWindow }) => {
    const story = await integrator.begin();
    const page = await openWindow(`/inbox?view=all&inbox=${story.inboxId}&c=${story.displayId}`);
    await expect(page.getByRole("textbox", { name: `Reply to ${story.customer}` })).toBeVisible();
    await page.keyboard.press("e");
    await expect(rowOf(page, story.customer)).toHaveCount(0);
    await expect(refusal(page)).toContainText(`#${story.displayId} resolved`);

    await page.keyboard.press("z");
    await expect(refusal(page)).toContainText(`Undone: #${story.displayId} resolved`);
    await expect(rowOf(page, story.customer)).toBeVisible();
    const messages = thread(page, story.customer);
    await messages.getByRole("button", { name: `${ADMIN.name} resolved and reopened · 2 changes` }).click();
    await expect(messages).toContainText(`Reopened by ${ADMIN.name}`);
    await expect(messages.getByRole("button", { name: "Why open?" })).toBeVisible();
    await expect(details(page)).toContainText(`${ADMIN.name} reverted a change.`);

    await page.keyboard.press("z");
    await expect(refusal(page)).toContainText("Nothing to undo");

    await page.keyboard.press("e");
    const offer = refusal(page).getByRole("button", { name: "Undo" });
    await expect(offer).toBeVisible();
    await integrator.changeStatus(story.displayId, "markPending");
    await expect(offer).toHaveCount(0); // no longer possible
  });

  test("an assignee and labels are restored by undo", async ({ integrator, openWindow }) => {
    const story = await integrator.begin();
    const page = await openWindow(`/inbox?view=all&inbox=${story.inboxId}&c=${story.displayId}`);
    await choose(page, "Assign", `${ADMIN.name} (you)`);
    await expect(refusal(page)).toContainText(`#${story.displayId} assigned to ${ADMIN.name}`);
    await choose(page, "Assign", "Unassigned");
    await expect(refusal(page)).toContainText(`#${story.displayId} unassigned`);
    await expect(pane(page)).toContainText("unassigned");
    await page.keyboard.press("z");
    await expect(pane(page)).toContainText(`with ${ADMIN.name}`);
    await page.keyboard.press("z");
    await expect(pane(page)).toContainText("unassigned");

    await page.keyboard.press("l");
    await page.keyboard.type("vip");
    await page.keyboard.press("Enter");
    await expect(details(page).getByRole("link", { name: "vip" })).toBeVisible();
    await page.keyboard.press("z");
    await expect(details(page).getByRole("link", { name: "vip" })).toHaveCount(0);
  });

  test("undo leaves a colleague's later change alone, and explains it", { tag: "@journey" }, async ({
    faults,
    integrator,
    openWindow,
  }) => {
    faults.expect(/status of 409/); // the refusal itself
    faults.expect(/ERR_FAILED/); // the stream that is aborted below
    const story = await integrator.begin();
    const page = await openWindow("about:blank");
    await page.route(/\/api\/trpc\/live/, (route) => route.abort()); // the colleague's change is not told
    await page.goto(`/inbox?view=all&inbox=${story.inboxId}`);
    await openRow(page, story.customer);
    await pane(page).getByRole("button", { name: "Resolve" }).click();
    await expect(refusal(page)).toContainText(`#${story.displayId} resolved`);
    await integrator.changeStatus(story.displayId, "markPending");
    await refusal(page).getByRole("button", { name: "Undo" }).click();
    await expect(refusal(page)).toContainText(`Couldn't undo: #${story.displayId} resolved`);
    await expect(refusal(page)).toContainText("It has changed again since then.");
  });
});

test.describe("start conversation", () => {
  test("started by key with a new customer, then with the same one found again", async ({
    integrator,
    openWindow,
  }) => {
    const name = `Zuzana ${crypto.randomUUID().slice(0, 8)}`;
    const email = `${crypto.randomUUID()}@example.test`;
    const { inboxId } = await integrator.begin();
    const page = await openWindow(`/inbox?view=all&inbox=${inboxId}`);
    await expect(page.getByRole("heading", { level: 1 })).toBeAttached();
    await page.keyboard.press("c");
    const dialog = page.getByRole("dialog", { name: "New conversation" });
    await dialog.getByRole("searchbox", { name: "Customer" }).fill(name);
    await dialog.getByRole("button", { name: `New customer “${name}”` }).click();
    await dialog.getByRole("textbox", { name: "Email" }).fill(email);
    await dialog.getByRole("textbox", { name: "First message" }).fill("Welcome to the shop!");
    await page.keyboard.press("Control+Enter");
    await expect(dialog).toHaveCount(0);
    await expect(tick(page, "Welcome to the shop!", "Pending")).toBeVisible();
    await expect(rowOf(page, name)).toBeVisible();
    await expect(details(page)).toContainText("Started by an agent.");
    await expect(pane(page)).toContainText(`with ${ADMIN.name}`);

    await page.keyboard.press("c");
    const field = dialog.getByRole("searchbox", { name: "Customer" });
    const found = dialog.getByRole("list", { name: "Customers found" }).getByRole("button", { name: email });
    // The search finds a new contact after a moment.
    await expect(async () => {
      await field.fill("");
      await field.fill(name);
      await expect(found).toBeVisible({ timeout: 1_000 });
    }).toPass();
    await found.click();
    await dialog.getByRole("textbox", { name: "First message" }).fill("One more thing");
    await dialog.getByRole("button", { name: "Send" }).click();
    await expect(message(page, "One more thing")).toBeVisible();
    await expect(rowOf(page, name)).toHaveCount(2);
  });

  test("spam is resolved and labelled immediately, and both are undone", async ({
    integrator,
    openWindow,
  }) => {
    const story = await integrator.begin();
    await integrator.receive(story.displayId, "You have won!");
    const page = await openWindow(`/inbox?view=all&inbox=${story.inboxId}&c=${story.displayId}`);
    await expect(message(page, "You have won!")).toBeVisible();
    await page.keyboard.press("!");
    await expect(rowOf(page, story.customer)).toHaveCount(0);
    await expect(refusal(page)).toContainText(`#${story.displayId} marked as spam`);
    await integrator.receive(story.displayId, "Really!");
    await expect(rowOf(page, story.customer)).toHaveCount(0);
    await page.keyboard.press("z");
    await expect(rowOf(page, story.customer)).toBeVisible();
    await expect(details(page).getByRole("link", { name: "spam" })).toHaveCount(0);
  });

  test("a conversation taken over from the bot is open and assigned to oneself", async ({
    integrator,
    openWindow,
  }) => {
    const story = await integrator.begin({ botEnabled: true });
    await integrator.receive(story.displayId, "I want to talk to a person");
    const page = await openWindow(
      `/inbox?view=all&status=pending&inbox=${story.inboxId}&c=${story.displayId}`,
    );
    await expect(message(page, "I want to talk")).toBeVisible();
    await page.keyboard.press("t");
    await expect(pane(page)).toContainText(`with ${ADMIN.name}`);
    await expect(thread(page, story.customer)).toContainText(`Handed over to agents by ${ADMIN.name}`);
    await expect(refusal(page)).toContainText(`#${story.displayId} assigned to you`);
  });
});
