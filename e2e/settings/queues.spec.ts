import { expect, type Page } from "@playwright/test";
import { violations, violationsInBothSchemes } from "@/e2e/support/axe";
import { ADMIN } from "@/e2e/support/environment";
import { test } from "@/e2e/support/windows";
import { openReceiver, withStatus } from "@/test/support/clients/receiver";

/** Nothing is tried again by itself while the test runs. */
const LATER = { "retry-after": "3600" };

const rows = (page: Page, list: string) => page.getByRole("list", { name: list }).getByRole("listitem");

test("what cannot be sent waits with its error, is retried, and is discarded with a reason", async ({
  integrator,
  openWindow,
}) => {
  const [program, hook] = [await openReceiver(), await openReceiver()];
  const calls = { program: 0, hook: 0 };
  program.answer = (call) => {
    calls.program += 1;
    return withStatus(429, LATER)(call);
  };
  hook.answer = (call) => {
    calls.hook += 1;
    return withStatus(calls.hook === 1 ? 429 : 204, LATER)(call);
  };
  const story = await integrator.begin();
  const { inboxId, displayId, customer } = story;
  await integrator.setCallback(inboxId, program.url);
  const types = ["message.created"];
  const endpointId = await integrator.addWebhook({ url: hook.url, inboxIds: [inboxId], types });
  await integrator.answer(displayId, "Your parcel is on its way.");

  const page = await openWindow(`/settings/queues?inbox=${inboxId}`);
  const send = rows(page, "Messages");
  await expect(send).toHaveCount(1);
  await expect(send).toContainText(customer);
  await expect(send).toContainText(/queued (just now|.+ ago) · 1 attempt · next at/);
  await expect(send).toContainText("429");
  expect(await violationsInBothSchemes(page)).toEqual([]);
  await send.getByRole("button", { name: `Retry ${customer} now` }).click();
  await expect(send).toContainText("2 attempts");
  expect(calls.program).toBe(2);

  await send.getByRole("button", { name: `Discard ${customer}` }).click();
  const dialog = page.getByRole("dialog", { name: `Discard ${customer}` });
  await dialog.getByRole("textbox", { name: "Reason" }).fill("Answered by phone");
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Discard" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(send).toHaveCount(0);

  await page.goto(`/settings/queues?queue=deliveries&endpoint=${endpointId}`);
  const delivery = rows(page, "Webhook deliveries");
  await expect(delivery).toHaveCount(1);
  await expect(delivery).toContainText("message.created");
  await expect(delivery).toContainText(/queued (just now|.+ ago) · 1 attempt · next at/);
  await expect(delivery).toContainText("429");
  expect(await violations(page)).toEqual([]);
  await delivery.getByRole("button", { name: "Retry message.created now" }).click();
  await expect(delivery).toHaveCount(0);
  expect(calls.hook).toBe(2);

  await page.goto(`/inbox?view=all&inbox=${inboxId}&c=${displayId}`);
  await expect(page.getByText(`Discarded by ${ADMIN.name}.`, { exact: true })).toBeVisible();
  await page.goto("/settings/audit");
  await expect(page.getByText("Answered by phone")).toBeVisible();
  expect(calls.program).toBe(2);
  await Promise.all([program.close(), hook.close()]);
});
