import { randomUUID } from "node:crypto";
import { expect } from "@playwright/test";
import { choose, message, pane, thread } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

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
    const found = dialog.getByRole("list", { name: "Contacts found" }).getByRole("button", { name: person });
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
  await app.call("/message/send", { ...channel, from_uid: annUid, payload: payload("Water the tomatoes?") });
  await expect(message(page, "Water the tomatoes?")).toContainText(ann);

  await app.call("/message/send", { ...channel, header: { sync_once: 1 }, payload: payload("Reload") });
  await choose(page, "More actions", "Show command messages");
  await expect(pane(page)).toContainText("Not stored");
  await expect(pane(page)).toContainText("Received by 0 of 2");
  await app.call("/message/syncack", { uid: annUid, last_message_seq: 1 });
  await expect(pane(page)).toContainText("Received by 1 of 2");
});
