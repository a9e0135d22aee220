import { randomUUID } from "node:crypto";
import { expect } from "@playwright/test";
import { violations } from "@/e2e/support/axe";
import { select } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

test("a read-only token for one inbox is created, reads that inbox only, and shows its rights and last use", async ({
  integrator,
  openWindow,
}) => {
  const story = await integrator.begin();
  await integrator.begin();
  const name = `Report ${randomUUID().slice(0, 8)}`;
  const page = await openWindow("/settings/tokens");
  await page.getByRole("button", { name: "New token" }).click();
  const dialog = page.getByRole("dialog", { name: "New API token" });
  await dialog.getByRole("textbox", { name: "App name" }).fill(name);
  await dialog.getByRole("radio", { name: "Selected inboxes" }).check({ force: true });
  await dialog.getByRole("checkbox", { name: story.inboxName }).check();
  await dialog.getByRole("checkbox", { name: "Read-only" }).check();
  await select(dialog, "Expires", "In 30 days");
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Create token" }).click();
  const made = page.getByRole("dialog", { name: `Token “${name}” created` });
  const authorization = `Bearer ${await made.getByRole("textbox", { name: "Token" }).inputValue()}`;
  await made.getByRole("button", { name: "Done" }).click();
  const row = page.getByRole("listitem").filter({ hasText: name });
  await expect(row).toContainText("Agent");
  await expect(row).toContainText("1 inbox");
  await expect(row).toContainText("Never used");

  const url = (path: string) => new URL(path, page.url()).href;
  const inboxes = await page.request.get(url("/v1/inboxes"), { headers: { authorization } });
  expect((await inboxes.json()).data).toMatchObject([{ id: story.inboxId }]);
  const change = page.request.post(url(`/v1/conversations/${story.displayId}/status`), {
    headers: { authorization },
    data: { signal: "resolve" },
  });
  expect((await change).status()).toBe(403);
  await page.reload();
  await expect(row).toContainText("Last used");
  await expect(row).toContainText("Read-only");
});
