import { randomUUID } from "node:crypto";
import { expect } from "@playwright/test";
import { ADMIN } from "@/e2e/support/environment";
import {
  choose,
  details,
  filterBy,
  message,
  openRow,
  pane,
  refusal,
  rowOf,
  rows,
  thread,
  write,
} from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

test.describe("attributes", () => {
  test("custom attributes are added, edited in place and removed; a colleague sees it", async ({
    integrator,
    openWindow,
  }) => {
    const story = await integrator.begin();
    const path = `/inbox?view=all&inbox=${story.inboxId}&c=${story.displayId}`;
    const page = await openWindow(path);
    const colleague = await openWindow(path);
    await details(page).getByRole("button", { name: "Add field" }).click();
    await page.getByRole("textbox", { name: "Name", exact: true }).fill("order");
    await page.getByRole("textbox", { name: "Value", exact: true }).fill("A-1");
    await page.keyboard.press("Enter");
    const value = (of: typeof page) => details(of).getByRole("textbox", { name: "Value of order" });
    await expect(value(page)).toHaveValue("A-1");
    await expect(value(colleague)).toHaveValue("A-1");

    await value(page).fill("A-2");
    await page.keyboard.press("Enter");
    await expect(value(colleague)).toHaveValue("A-2");

    await expect(refusal(page)).toContainText(`Fields of #${story.displayId} updated`);
    await page.keyboard.press("z");
    await expect(value(colleague)).toHaveValue("A-1");
    await expect(value(page)).toHaveValue("A-1");

    await value(page).focus();
    await details(page).getByRole("button", { name: "Remove order" }).click();
    await expect(value(page)).toHaveCount(0);
    await expect(value(colleague)).toHaveCount(0);
  });
});

test.describe("followers", () => {
  test("a member who answers follows; unfollowing by key can be undone", async ({
    integrator,
    openWindow,
  }) => {
    const story = await integrator.begin();
    const page = await openWindow(`/inbox?view=all&inbox=${story.inboxId}&c=${story.displayId}`);
    const followers = details(page).getByRole("listitem").filter({ hasText: ADMIN.name });
    await expect(details(page).getByText("No followers")).toBeVisible();

    await write(page, story.customer, "We look into it.");
    await expect(followers).toContainText("replied");
    await expect(details(page).getByRole("button", { name: "Unfollow" })).toBeVisible();
    await pane(page).getByRole("heading", { name: story.customer }).click();
    await page.keyboard.press("Shift+F");
    await expect(refusal(page)).toContainText(`You no longer follow #${story.displayId}`);
    await expect(followers).toHaveCount(0);
    await page.keyboard.press("z");
    await expect(followers).toContainText("was added");
  });
});

test.describe("moving", () => {
  test("a conversation is moved from its properties, appears immediately in the right list, and the move is undone", async ({
    integrator,
    openWindow,
  }) => {
    const story = await integrator.begin();
    const other = await integrator.begin();
    await integrator.receive(story.displayId, "Is this the right place?");
    const there = await openWindow(`/inbox?view=all&inbox=${other.inboxId}`);
    await expect(rowOf(there, other.customer)).toBeVisible();
    const page = await openWindow(`/inbox?view=all&inbox=${story.inboxId}`);
    await openRow(page, story.customer);
    await expect(thread(page, story.customer)).toContainText("Is this the right place?");

    await details(page)
      .getByRole("button", { name: `Inbox: ${story.inboxName}` })
      .click();
    await page.getByRole("menuitemradio", { name: other.inboxName }).click();
    await expect(refusal(page)).toContainText(`#${story.displayId} moved to ${other.inboxName}`);
    await expect(rowOf(page, story.customer)).toContainText("Left this view"); // it is open
    await expect(thread(page, story.customer)).toContainText(
      `Moved from ${story.inboxName} to ${other.inboxName} by ${ADMIN.name}`,
    );
    await openRow(there, story.customer);
    await expect(thread(there, story.customer)).toContainText("Is this the right place?");

    await refusal(page).getByRole("button", { name: "Undo" }).first().click();
    await expect(rowOf(page, story.customer)).toBeVisible();
    await expect(rowOf(there, story.customer)).toContainText("Left this view");
    await thread(page, story.customer).getByRole("button", { name: "2 changes" }).click();
    await expect(pane(page)).toContainText(`Moved back from ${other.inboxName} to ${story.inboxName}`);
  });
});

test.describe("priority", () => {
  test("by keys: urgent, shown in a colleague's list, found by the filter, and undone", async ({
    integrator,
    openWindow,
  }) => {
    const story = await integrator.begin();
    const path = `/inbox?view=all&inbox=${story.inboxId}`;
    const page = await openWindow(`${path}&c=${story.displayId}`);
    const colleague = await openWindow(path);
    await expect(details(page).getByRole("button", { name: "Priority: No priority" })).toBeVisible();

    await page.keyboard.press("Shift+P");
    await page.keyboard.type("urg");
    await page.keyboard.press("Enter");
    await expect(refusal(page)).toContainText(`#${story.displayId}: priority Urgent`);
    await expect(details(page).getByRole("button", { name: "Priority: Urgent" })).toBeVisible();
    await expect(rowOf(colleague, story.customer)).toContainText("Urgent priority");

    await filterBy(colleague, "Urgent");
    await expect(colleague).toHaveURL(/priority=urgent/);
    await expect(rowOf(colleague, story.customer)).toBeVisible();

    await page.keyboard.press("z");
    await expect(details(page).getByRole("button", { name: "Priority: No priority" })).toBeVisible();
    await expect(rows(colleague)).toHaveCount(0);
    await colleague.getByRole("link", { name: "Remove filter Urgent" }).click();
    await expect(rowOf(colleague, story.customer)).toBeVisible();
  });

  test("a list of one member's conversations of any status", async ({ integrator, openWindow }) => {
    const story = await integrator.begin();
    const page = await openWindow(`/inbox?view=all&inbox=${story.inboxId}&c=${story.displayId}`);
    await details(page).getByRole("button", { name: "Assignee: Unassigned" }).click();
    await page.getByRole("menuitemradio", { name: `${ADMIN.name} (you)` }).click();
    await expect(details(page).getByRole("button", { name: `Assignee: ${ADMIN.name}` })).toBeVisible();

    await filterBy(page, "Me");
    await page.getByRole("navigation", { name: "Status" }).getByRole("link", { name: "All" }).click();
    await expect(page).toHaveURL(/inbox\?status=any&inbox=\d+&c=|inbox\?status=any&inbox=\d+$/);
    await expect(rowOf(page, story.customer)).toContainText("Open");
    await integrator.changeStatus(story.displayId, "resolve");
    await expect(rowOf(page, story.customer)).toContainText("Resolved");
  });
});

test.describe("groups", () => {
  const payload = (content: string) => Buffer.from(JSON.stringify({ type: 1, content })).toString("base64");

  test("an agent begins a group, a member answers in it, and a command message is shown as not stored", async ({
    integrator,
    openWindow,
  }) => {
    const mark = randomUUID().slice(0, 8);
    const [ann, bo, name] = [`Annelie ${mark}`, `Bogdan ${mark}`, `Allotment ${mark}`];
    const app = await integrator.beginApp(`App ${mark}`);
    const annUid = await app.addUser(ann);
    await app.addUser(bo);

    const page = await openWindow(`/inbox?view=all&inbox=${app.inboxId}`);
    await page.getByRole("button", { name: "New conversation or group" }).click();
    await page.getByRole("menuitem", { name: "New group" }).click();
    const dialog = page.getByRole("dialog", { name: "New group" });
    await dialog.getByRole("textbox", { name: "Group name" }).fill(name);
    const members = dialog.getByRole("searchbox", { name: "Members" });
    for (const person of [ann, bo]) {
      const found = dialog
        .getByRole("list", { name: "Contacts found" })
        .getByRole("button", { name: person });
      // The search finds a new contact after a moment.
      await expect(async () => {
        await members.fill("");
        await members.fill(person);
        await expect(found).toBeVisible({ timeout: 1_000 });
      }).toPass();
      await members.press("Enter");
      await expect(dialog.getByRole("button", { name: `Remove ${person}` })).toBeVisible();
    }
    await dialog.getByRole("button", { name: "Create group" }).click();
    await expect(dialog).toHaveCount(0);
    await expect(thread(page, name)).toContainText(ann);

    const [channel] = await app.conversationsOf(annUid);
    await app.call("/message/send", {
      ...channel,
      from_uid: annUid,
      payload: payload("Water the tomatoes?"),
    });
    await expect(message(page, "Water the tomatoes?")).toContainText(ann);

    await app.call("/message/send", { ...channel, header: { sync_once: 1 }, payload: payload("Reload") });
    await choose(page, "More actions", "Show command messages");
    await expect(pane(page)).toContainText("Not stored");
    await expect(pane(page)).toContainText("Received by 0 of 2");
    await app.call("/message/syncack", { uid: annUid, last_message_seq: 1 });
    await expect(pane(page)).toContainText("Received by 1 of 2");
  });
});
