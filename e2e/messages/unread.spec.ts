import { expect, type Page } from "@playwright/test";
import { AGENT, AGENTS_INBOX } from "@/e2e/support/environment";
import { message, openRow, rowOf, thread } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

const badge = (page: Page, customer: string, count: number) =>
  rowOf(page, customer).getByText(`${count} unread message${count === 1 ? "" : "s"}`);

test("a lead reads a colleague's conversation and marks it as unread; the colleague's count stays, and all own windows agree", async ({
  integrator,
  openWindow,
}) => {
  const inboxId = await integrator.findInboxId(AGENTS_INBOX);
  const customer = `Unread ${Date.now()}`;
  const { displayId } = await integrator.createConversation({ inboxId, customer });
  await integrator.receive(displayId, "Is anybody there?");
  const list = `/inbox?view=all&inbox=${inboxId}`;
  const jonas = await openWindow(`${list}&c=${displayId}`, { who: AGENT });
  await expect(message(jonas, "Is anybody there?")).toBeVisible();
  await jonas.keyboard.press("i");
  await jonas.goto(list);
  await integrator.receive(displayId, "Hello?");
  const [sam, samElsewhere] = [await openWindow(list), await openWindow(list)];
  await expect(badge(jonas, customer, 1)).toBeVisible();
  await expect(badge(sam, customer, 2)).toBeVisible();

  await openRow(sam, customer);
  await expect(message(sam, "Hello?")).toBeVisible();
  for (const page of [sam, samElsewhere]) await expect(badge(page, customer, 2)).toBeHidden();
  await expect(badge(jonas, customer, 1)).toBeVisible();

  await sam.keyboard.press("y");
  for (const page of [sam, samElsewhere]) await expect(badge(page, customer, 1)).toBeVisible();
  await expect(thread(sam, customer).getByRole("heading", { name: "New" })).toBeVisible();
  await integrator.receive(displayId, "Please!");
  for (const page of [sam, samElsewhere]) await expect(badge(page, customer, 2)).toBeVisible();
  await sam.keyboard.press("Escape");
  await openRow(sam, customer);
  for (const page of [sam, samElsewhere]) await expect(badge(page, customer, 2)).toBeHidden();
  await expect(badge(jonas, customer, 2)).toBeVisible();
});
