import { expect } from "@playwright/test";
import { details } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

test("an administrator turns on the visitor API, and what a visitor claims is shown as unverified", async ({
  integrator,
  openWindow,
}) => {
  const { inboxId } = await integrator.begin();
  const page = await openWindow(`/settings/inboxes/${inboxId}/connect`);
  await page.getByRole("switch", { name: "Visitors can write without a token" }).click();
  const identifier = await page.getByRole("textbox", { name: "Inbox identifier" }).inputValue();
  const contacts = new URL(`/public/api/v1/inboxes/${identifier}/contacts`, page.url()).href;
  const visitor = await (
    await page.request.post(contacts, { data: { name: "Mallory", email: "ceo@example.test" } })
  ).json();
  const own = `${contacts}/${visitor.source_id}`;
  const { id } = await (await page.request.post(`${own}/conversations`, { data: {} })).json();
  await page.request.post(`${own}/conversations/${id}/messages`, { data: { content: "Hello" } });

  const inbox = await openWindow(`/inbox?view=all&inbox=${inboxId}&c=${id}`);
  await expect(details(inbox)).toContainText("ceo@example.test unverified");

  await page.getByRole("button", { name: "Create secret…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Create secret" }).click();
  await expect(page.getByRole("dialog").getByRole("textbox", { name: "Secret" })).toHaveValue(/^[\w-]{43}$/);
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: "Replace…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Replace" }).click();
  await expect(page.getByRole("textbox", { name: "Inbox identifier" })).not.toHaveValue(identifier);
  expect((await page.request.get(own)).status()).toBe(404);
});
