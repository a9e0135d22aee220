import { expect } from "@playwright/test";
import { ADMIN } from "@/e2e/support/environment";
import { choose, details, openRow, pane, refusal, rowOf, thread } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

test("by keys alone: resolved and undone, with the reader back where they were", { tag: "@journey" }, async ({
  integrator,
  openWindow,
}) => {
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
