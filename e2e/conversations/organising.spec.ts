import { expect, type Page } from "@playwright/test";
import { violations } from "@/e2e/support/axe";
import { ADMIN, AGENT, AGENTS_INBOX } from "@/e2e/support/environment";
import {
  choose,
  details,
  message,
  openRow,
  pane,
  refusal,
  rowOf,
  rows,
  showStatus,
  thread,
} from "@/e2e/support/screen";
import { sendTooLate } from "@/e2e/support/session";
import { test } from "@/e2e/support/windows";

test.describe("labels", () => {
  test("a label is created, added by key, renamed and deleted; the conversation follows", async ({
    integrator,
    openWindow,
  }) => {
    const mark = crypto.randomUUID().slice(0, 6);
    const story = await integrator.begin();
    const settings = await openWindow("/settings/labels");
    await settings.getByRole("button", { name: "New label" }).click();
    await settings.getByLabel("Name").fill(`Fragile ${mark}`);
    await settings.getByRole("radio", { name: "Purple" }).check({ force: true });
    await settings.getByLabel("Description").fill("Handle with care");
    await settings.getByRole("button", { name: "Save" }).click();
    await expect(settings.getByText(`fragile ${mark}`)).toBeVisible();

    const page = await openWindow(`/inbox?view=all&inbox=${story.inboxId}&c=${story.displayId}`);
    await expect(details(page).getByLabel("Add label")).toBeVisible();
    await page.keyboard.press("l");
    await expect(page.getByRole("combobox")).toBeFocused();
    await page.keyboard.type(`fragile ${mark}`);
    await expect(page.getByRole("option").first()).toContainText(`fragile ${mark}`);
    await page.keyboard.press("Enter");
    await expect(details(page).getByRole("link", { name: `fragile ${mark}` })).toBeVisible();
    await expect(details(page).getByTitle("Handle with care")).toBeVisible();
    await expect(rowOf(page, story.customer).getByTitle(`fragile ${mark}: Handle with care`)).toBeVisible();

    await settings.getByRole("button", { name: `Edit fragile ${mark}` }).click();
    await settings.getByLabel("Name").fill(`glass ${mark}`);
    await expect(settings.getByRole("dialog")).toContainText("get the new name within seconds");
    await settings.getByRole("button", { name: "Save" }).click();
    await expect(rowOf(page, story.customer)).toContainText(`glass ${mark}`);

    await settings.getByRole("button", { name: `Delete glass ${mark}` }).click();
    await expect(settings.getByRole("dialog")).toContainText("It will be removed from 1 conversation.");
    await settings.getByRole("button", { name: "Delete", exact: true }).click();
    await expect(refusal(settings)).toContainText(`glass ${mark} deleted`);
    await expect(rowOf(page, story.customer)).not.toContainText(`glass ${mark}`);
    await expect(details(page).getByRole("link", { name: `glass ${mark}` })).toHaveCount(0);
  });

  test("a new word becomes a label", async ({ integrator, openWindow }) => {
    const word = `new ${crypto.randomUUID().slice(0, 6)}`;
    const story = await integrator.begin();
    const page = await openWindow(`/inbox?view=all&inbox=${story.inboxId}&c=${story.displayId}`);
    await details(page).getByLabel("Add label").fill(word);
    await details(page).getByLabel("Add label").press("Enter");
    await expect(details(page).getByRole("link", { name: word })).toBeVisible();

    const settings = await openWindow("/settings/labels");
    await expect(settings.getByText(word)).toBeVisible();
    expect(await violations(settings)).toEqual([]);
  });
});

test.describe("macros", () => {
  test("a macro is made in the settings, run from the palette as one operation, explained, and undone by one key", async ({
    integrator,
    openWindow,
  }) => {
    const name = `Close ${crypto.randomUUID().slice(0, 6)}`;
    const story = await integrator.begin();
    const settings = await openWindow("/settings/macros");
    await settings.getByRole("button", { name: "New macro" }).first().click();
    const dialog = settings.getByRole("dialog", { name: "New macro" });
    await dialog.getByRole("textbox", { name: "Name" }).fill(name);
    await dialog.getByRole("textbox", { name: "Text" }).fill("Hello {{contact.first_name}}, it is done.");
    for (const action of ["Set priority", "Set status"]) {
      await dialog.getByRole("button", { name: "Add action…" }).click();
      await settings.getByRole("menuitem", { name: action }).click();
    }
    await dialog.getByRole("button", { name: "Move action 3 up" }).click();
    await dialog.getByRole("button", { name: "Save" }).click();
    await expect(settings.getByRole("listitem").filter({ hasText: name })).toContainText(
      "Send reply: Hello Contact: first name, it is done. → Resolve → Set priority: High",
    );

    const page = await openWindow(`/inbox?view=all&inbox=${story.inboxId}&c=${story.displayId}`, {
      undoSend: 10,
    });
    await page.keyboard.press("ControlOrMeta+k");
    const palette = page.getByRole("dialog", { name: "Commands" });
    await palette.getByRole("combobox").fill(name);
    await palette.getByRole("option", { name: `Run macro: ${name}` }).click();
    await expect(page.getByText(`#${story.displayId}: ${name}`)).toBeVisible();
    const { conversation } = await integrator.replay(
      (state) => state.conversation[story.conversationId]?.status === "resolved",
    );
    expect(conversation[story.conversationId]).toMatchObject({
      priority: "high",
      cause: { rule: "macro", macro: { name } },
    });

    await page.keyboard.press("z");
    await expect(page.getByText(`Undone: #${story.displayId}: ${name}`)).toBeVisible();
    await expect(pane(page).getByRole("button", { name: "Resolve", exact: true })).toBeVisible();
    await expect(message(page, "it is done.")).toHaveCount(0);
    const undone = await integrator.replay(
      (state) => state.conversation[story.conversationId]?.status === "open",
    );
    expect(undone.conversation[story.conversationId]).toMatchObject({ priority: null });
  });
});

test.describe("saved views", () => {
  const nav = (page: Page) => page.getByRole("navigation", { name: "Views" });

  const menuOf = (page: Page, name: string) => page.getByRole("button", { name: `View “${name}”` });

  test("a list is saved, shared with a colleague, changed, deleted and restored", async ({
    integrator,
    openWindow,
  }) => {
    const mark = crypto.randomUUID().slice(0, 6);
    const [name, renamed] = [`Urgent ${mark}`, `Very urgent ${mark}`];
    const story = await integrator.begin();
    const page = await openWindow(`/inbox?view=all&inbox=${story.inboxId}&sort=waiting_since`);
    await expect(rowOf(page, story.customer)).toBeVisible();

    await page.getByRole("button", { name: "Save view" }).click();
    const dialog = page.getByRole("dialog", { name: "Save list as view" });
    await dialog.getByLabel("Name").fill(name);
    await dialog.getByRole("button", { name: "Save", exact: true }).click();
    await expect(dialog).toBeHidden();
    await expect(nav(page).getByRole("link", { name })).toHaveAttribute("aria-current", "page");
    await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();

    const colleague = await openWindow("/inbox", { who: AGENT });
    await expect(nav(colleague).getByRole("link", { name: AGENTS_INBOX }).first()).toBeVisible();
    await expect(nav(colleague).getByRole("link", { name })).toHaveCount(0);
    await menuOf(page, name).click();
    await page.getByRole("menuitem", { name: "Share with everyone" }).click();
    await expect(nav(colleague).getByRole("link", { name })).toBeVisible();

    await nav(page).getByRole("link", { name: "Unassigned" }).click();
    await expect(menuOf(page, name)).toHaveCount(0);
    await page.keyboard.press("v");
    const palette = page.getByRole("dialog", { name: "Commands" });
    await palette.getByRole("combobox").fill(name);
    await palette.getByRole("option", { name }).click();
    await expect(rows(page)).toHaveCount(1);

    await page.getByRole("link", { name: "Remove filter Waiting longest" }).click();
    await page.getByRole("button", { name: "Update view" }).click();
    await expect(refusal(page)).toContainText(`View “${name}” updated`);
    await menuOf(page, name).click();
    await page.getByRole("menuitem", { name: "Edit…" }).click();
    const edit = page.getByRole("dialog", { name: "Edit view" });
    await edit.getByLabel("Name").fill(renamed);
    await edit.getByRole("button", { name: "Save", exact: true }).click();
    await expect(nav(colleague).getByRole("link", { name: renamed })).toBeVisible();

    await menuOf(page, renamed).click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    await expect(nav(page).getByRole("link", { name: renamed })).toHaveCount(0);
    await expect(rowOf(page, story.customer)).toBeVisible();
    await page.keyboard.press("z");
    await expect(nav(page).getByRole("link", { name: renamed })).toBeVisible();
    await expect(nav(colleague).getByRole("link", { name: renamed })).toBeVisible();
  });
});

test.describe("change status", () => {
  test("a conversation snoozed from the menu leaves the list, and shows until when and why", {
    tag: "@journey",
  }, async ({ integrator, openWindow }) => {
    const story = await integrator.begin();
    const page = await openWindow(`/inbox?view=all&inbox=${story.inboxId}`);
    await openRow(page, story.customer);
    await choose(page, "Snooze", /In 1 hour/);
    await expect(rowOf(page, story.customer)).toHaveCount(0);
    await expect(refusal(page)).toContainText(`#${story.displayId} snoozed until`);

    await showStatus(page, "Snoozed");
    await expect(rowOf(page, story.customer)).toContainText("until");
    await openRow(page, story.customer);
    await expect(details(page)).toContainText("Why snoozed?");
    await expect(details(page)).toContainText(`${ADMIN.name} set it to snoozed.`);
    await expect(thread(page, story.customer)).toContainText(new RegExp(`Snoozed until .+ by ${ADMIN.name}`));

    await integrator.receive(story.displayId, "Hello again");
    await expect(rowOf(page, story.customer)).toContainText("Left this view"); // it is open
    await expect(details(page)).toContainText("Why open?");
  });

  test("a conversation is marked pending and reopened by keys", async ({ integrator, openWindow }) => {
    const story = await integrator.begin();
    const page = await openWindow(`/inbox?view=all&inbox=${story.inboxId}&c=${story.displayId}`);
    await expect(page.getByRole("textbox", { name: `Reply to ${story.customer}` })).toBeVisible();
    await page.keyboard.press("p");
    await expect(rowOf(page, story.customer)).toHaveCount(0);
    await showStatus(page, "Pending");
    await openRow(page, story.customer);
    await expect(thread(page, story.customer)).toContainText(`Marked pending by ${ADMIN.name}`);
    await page.keyboard.press("u");
    await expect(rowOf(page, story.customer)).toContainText("Left this view");
    await showStatus(page, "Open");
    await expect(rowOf(page, story.customer)).toBeVisible();
  });

  test("an assigned conversation appears immediately in the agent's window", async ({
    integrator,
    openWindow,
  }) => {
    const customer = `Ana ${crypto.randomUUID().slice(0, 8)}`;
    const inboxId = await integrator.findInboxId(AGENTS_INBOX);
    const { displayId } = await integrator.createConversation({ inboxId, customer });
    await integrator.receive(displayId, "Can somebody help me?");
    const admins = await openWindow(`/inbox?view=unassigned&inbox=${inboxId}&c=${displayId}`);
    const agents = await openWindow("/inbox", { who: AGENT });
    await expect(rowOf(admins, customer)).toBeVisible();
    await expect(rowOf(agents, customer)).toHaveCount(0);

    await choose(admins, "Assign", AGENT.name);
    await expect(rowOf(agents, customer)).toContainText("Can somebody help me?");
    await expect(rowOf(admins, customer)).toContainText("Left this view");
    await expect(details(admins)).toContainText(AGENT.name);
  });

  test("a refusal is shown as text", async ({ faults, integrator, openWindow }) => {
    faults.expect(/status of 422/); // the refusal itself
    const story = await integrator.begin();
    const page = await openWindow("about:blank");
    await sendTooLate(page);
    await page.goto(`/inbox?view=all&inbox=${story.inboxId}&c=${story.displayId}`);
    await choose(page, "Snooze", /In 1 hour/);
    await expect(refusal(page)).toContainText(`Couldn't update #${story.displayId}`);
    await expect(refusal(page)).toContainText("That time has passed. Choose a later one.");
    await expect(rowOf(page, story.customer)).toBeVisible();
  });
});
