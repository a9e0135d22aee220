import { expect } from "@playwright/test";
import { ADMIN } from "@/e2e/support/environment";
import { details, message, pane, refusal, rowOf, thread, tick } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

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

test("spam is resolved and labelled immediately, and both are undone", async ({ integrator, openWindow }) => {
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
  const page = await openWindow(`/inbox?view=all&status=pending&inbox=${story.inboxId}&c=${story.displayId}`);
  await expect(message(page, "I want to talk")).toBeVisible();
  await page.keyboard.press("t");
  await expect(pane(page)).toContainText(`with ${ADMIN.name}`);
  await expect(thread(page, story.customer)).toContainText(`Handed over to agents by ${ADMIN.name}`);
  await expect(refusal(page)).toContainText(`#${story.displayId} assigned to you`);
});
