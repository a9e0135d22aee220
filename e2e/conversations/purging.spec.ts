import { expect, type Page } from "@playwright/test";
import { refusal, rowOf, rows } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

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
  for (const customer of customers) await page.getByRole("checkbox", { name: `Select ${customer}` }).click();
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
