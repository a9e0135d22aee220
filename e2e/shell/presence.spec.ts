import { expect, type Page } from "@playwright/test";
import { AGENT, AGENTS_INBOX } from "@/e2e/support/environment";
import { openRow, pane, rowOf } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

const field = (page: Page, customer: string) => page.getByRole("textbox", { name: `Reply to ${customer}` });
const header = (page: Page) => pane(page).locator("header");

test("two agents at one conversation see each other view, type and leave", async ({
  integrator,
  openWindow,
}) => {
  const inboxId = await integrator.findInboxId(AGENTS_INBOX);
  const customer = `Presence ${Date.now()}`;
  const { displayId } = await integrator.createConversation({ inboxId, customer });
  await integrator.receive(displayId, "Is anybody there?");
  const list = `/inbox?view=all&inbox=${inboxId}`;
  const sam = await openWindow(list);
  const jonas = await openWindow(`${list}&c=${displayId}`, { who: AGENT });

  await test.step("one views: the other's list shows it, and then both headers", async () => {
    await expect(rowOf(sam, customer)).toContainText("Jonas Weber is viewing");
    await openRow(sam, customer);
    await expect(header(sam)).toContainText("Jonas Weber is viewing");
    await expect(header(jonas)).toContainText("Sam Rivera is viewing");
  });

  await test.step("one types: the other sees it next to the field and in the list", async () => {
    await field(jonas, customer).pressSequentially("Yes, I ");
    await expect(pane(sam).getByRole("status").filter({ hasText: "Jonas Weber is typing…" })).toBeVisible();
    await expect(rowOf(sam, customer)).toContainText("Jonas Weber is typing…");
    await expect(pane(jonas).getByText("is typing…")).toHaveCount(0);
    await field(jonas, customer).press("Control+Enter");
    await expect(pane(sam).getByText("is typing…")).toHaveCount(0);
  });

  await test.step("a closed tab is no longer present", async () => {
    await jonas.close();
    await expect(header(sam)).not.toContainText("Jonas Weber");
  });
});
