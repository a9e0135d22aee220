import { expect, type Page } from "@playwright/test";
import { recordTargets, sentFrom } from "@/e2e/support/current-views";
import type { Integrator } from "@/e2e/support/integrator";
import { openRow, refusal, rowOf, rows, thread } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

test.describe("current conversation", () => {
  const reply = (page: Page, name: string) => page.getByRole("textbox", { name: `Reply to ${name}` });

  const palette = (page: Page) => page.getByRole("dialog", { name: "Commands" });

  const ring = (page: Page) => page.locator("a[data-ring]");

  /** Conversations of one inbox that nobody has, newest first: Ann, Ben, Cleo. */
  async function three(integrator: Integrator) {
    const { inboxId } = await integrator.begin();
    const ids: Record<string, number> = {};
    for (const name of ["Cleo", "Ben", "Ann"]) {
      const { displayId } = await integrator.createConversation({ inboxId, customer: `${name} Current` });
      await integrator.receive(displayId, `Hello from ${name}`);
      ids[name] = displayId;
    }
    return { inboxId, ids, path: `/inbox?view=unassigned&inbox=${inboxId}` };
  }

  test("a conversation that its reader takes from Unassigned stays current, and the reply goes to its customer", {
    tag: "@journey",
  }, async ({ integrator, openWindow }) => {
    const { ids, path } = await three(integrator);
    const page = await openWindow(path);
    await expect(rows(page)).toHaveCount(4);
    await page.keyboard.press("j");
    await page.keyboard.press("o");
    await expect(thread(page, "Ann Current")).toBeVisible();
    await page.keyboard.press("i");
    const left = rowOf(page, "Ann Current");
    await expect(left).toContainText("Left this view");
    await expect(ring(page)).toContainText("Ann Current");
    await page.keyboard.press("r");
    await page.keyboard.type("It is on its way.");
    await expect(page.getByRole("region", { name: "Composer" })).toContainText("To Ann Current");
    await page.keyboard.press("ControlOrMeta+Enter");
    await expect.poll(() => integrator.sentTexts(ids["Ann"] ?? 0)).toEqual(["It is on its way."]);
    expect(await integrator.sentTexts(ids["Ben"] ?? 0)).toEqual([]);

    await test.step("moving on takes the row away, and ring and thread to the one below it", async () => {
      await page.keyboard.press("Escape");
      await page.keyboard.press("j");
      await expect(thread(page, "Ben Current")).toBeVisible();
      await expect(ring(page)).toContainText("Ben Current");
      await expect(left).toHaveCount(0);
      await page.keyboard.press("ArrowDown");
      await expect(thread(page, "Cleo Current")).toBeVisible();
      await expect(ring(page)).toContainText("Cleo Current");
    });
  });

  test("after sending and resolving, what is typed lands in no conversation and runs no command", {
    tag: "@journey",
  }, async ({ integrator, openWindow }) => {
    const { ids, path } = await three(integrator);
    const page = await openWindow(path);
    await recordTargets(page);
    await page.reload();
    await openRow(page, "Ann Current");
    await expect(reply(page, "Ann Current")).toBeVisible();
    await page.keyboard.press("i");
    await expect(rowOf(page, "Ann Current")).toContainText("Left this view"); // resolving moves on from it all the same
    await page.keyboard.press("r");
    await page.keyboard.type("Done.");
    await typeOn(page, "hello there #e");
    await expect(reply(page, "Ben Current")).toHaveValue("");
    await expect(palette(page)).toHaveCount(0);
    await expect.poll(() => integrator.sentTexts(ids["Ann"] ?? 0)).toEqual(["Done."]);
    expect((await sentFrom(page)).filter(({ displayId }) => displayId !== ids["Ann"])).toEqual([]);

    await test.step("with the preference, it is the next reply", async () => {
      await page.evaluate(() => localStorage.setItem("tickline.caret-moves-on", "on"));
      await reply(page, "Ben Current").fill("Done too.");
      await page.keyboard.press("ControlOrMeta+Shift+Enter");
      await page.keyboard.type("And now Cleo");
      await expect(reply(page, "Cleo Current")).toHaveValue("And now Cleo");
      await expect.poll(() => integrator.sentTexts(ids["Ben"] ?? 0)).toEqual(["Done too."]);
    });
  });
});

/** Sends and resolves, and types without waiting for what the page does meanwhile, as hands do: a slow page makes no pause. */
async function typeOn(page: Page, text: string): Promise<void> {
  const { keyboard } = page;
  await keyboard.down("ControlOrMeta");
  await keyboard.down("Shift");
  const sent = keyboard.press("Enter");
  const released = [keyboard.up("Shift"), keyboard.up("ControlOrMeta")];
  await Promise.all([sent, ...released, keyboard.type(text, { delay: 20 })]);
}

test.describe("purging", () => {
  const bar = (page: Page) => page.getByRole("region", { name: "Conversations" }).getByRole("status");

  const inBar = (page: Page, name: string) =>
    page.getByRole("region", { name: "Conversations" }).getByRole("button", { name, exact: true });

  test("several conversations are trashed, one of them is restored, and the inbox's trash is emptied", async ({
    integrator,
    openWindow,
  }) => {
    const story = await integrator.begin();
    const customers = [story.customer];
    for (const name of ["Ann", "Ben"]) {
      const customer = `${name} ${crypto.randomUUID().slice(0, 6)}`;
      await integrator.createConversation({ inboxId: story.inboxId, customer });
      customers.push(customer);
    }
    const page = await openWindow(`/inbox?view=all&inbox=${story.inboxId}`);
    await expect(rows(page)).toHaveCount(3);
    for (const customer of customers)
      await page.getByRole("checkbox", { name: `Select ${customer}` }).click();
    await expect(bar(page)).toHaveText("3 selected");
    await inBar(page, "More actions").click();
    await page.getByRole("menuitem", { name: "Move to trash" }).click();
    await expect(refusal(page)).toContainText("3 conversations moved to trash");
    await expect(rows(page)).toHaveCount(0);

    const trash = await openWindow(`/inbox?view=trash&status=any&inbox=${story.inboxId}`);
    await expect(rows(trash)).toHaveCount(3);
    await trash.getByRole("checkbox", { name: `Select ${story.customer}` }).click();
    await expect(bar(trash)).toHaveText("1 selected");
    await inBar(trash, "Restore").click();
    await expect(refusal(trash)).toContainText("1 conversation restored");
    await expect(rowOf(trash, story.customer)).toHaveCount(0);

    await inBar(trash, "Empty trash").click();
    const dialog = trash.getByRole("dialog", { name: "Delete conversations permanently?" });
    await expect(dialog).toContainText("2 conversations and");
    const confirm = dialog.getByRole("button", { name: "Delete permanently" });
    await expect(confirm).toBeDisabled();
    await dialog.getByLabel("Type 2 to confirm").fill("2");
    await confirm.click();
    await expect(refusal(trash)).toContainText("2 conversations permanently deleted");
    await expect(trash.getByText("Trash is empty")).toBeVisible();
    await expect(rowOf(page, story.customer)).toBeVisible();
  });

  test("a contact is erased from its page, with its messages", async ({ integrator, openWindow }) => {
    const story = await integrator.begin();
    await integrator.receive(story.displayId, "Forget me, please");
    const page = await openWindow("/contacts");
    await page.getByRole("region", { name: "Contacts" }).getByRole("link", { name: story.customer }).click();
    const one = page.getByRole("region", { name: "Contact", exact: true });
    await one.getByRole("button", { name: `Actions for ${story.customer}` }).click();
    await page.getByRole("menuitem", { name: "Erase…" }).click();
    const dialog = page.getByRole("dialog", { name: `Erase ${story.customer} permanently?` });
    await expect(dialog).toContainText(`This permanently deletes ${story.customer}, 1 conversation`);
    await dialog.getByLabel(`Type “${story.customer}” to confirm`).fill(story.customer);
    await dialog.getByRole("button", { name: "Erase permanently" }).click();
    await expect(refusal(page)).toContainText(`${story.customer} erased`);
    const inbox = await openWindow(`/inbox?view=all&inbox=${story.inboxId}`);
    await expect(inbox.getByRole("heading", { name: story.inboxName, level: 1 })).toBeVisible();
    await expect(rows(inbox)).toHaveCount(0);
  });
});
