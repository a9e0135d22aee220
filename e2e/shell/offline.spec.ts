import { expect, type Page } from "@playwright/test";
import { message, openRow, pane, refusal, rowOf, tick } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

const mark = (page: Page) => page.getByRole("navigation", { name: "Views" }).getByRole("status");

test("without a network the text stays, a reply waits in the outbox and no key leaves the place; then it is sent once", {
  tag: "@journey",
}, async ({ integrator, openWindow, faults }) => {
  faults.expect(/ERR_INTERNET_DISCONNECTED|status of 409/); // logged by the browser itself; the refusal
  const story = await integrator.begin();
  await integrator.receive(story.displayId, "Before");
  const page = await openWindow(`/inbox?view=all&inbox=${story.inboxId}&c=${story.displayId}`);
  await expect(message(page, "Before")).toBeVisible();
  await expect(mark(page)).toBeEmpty();

  await page.context().setOffline(true);
  await expect(mark(page)).toContainText("Offline. You may see old data. Messages are saved in this browser");
  await page.keyboard.press("e");
  await expect(refusal(page)).toContainText(`Couldn't update #${story.displayId}`);
  await expect(pane(page)).toContainText(`#${story.displayId}`);
  const field = page.getByRole("textbox", { name: `Reply to ${story.customer}` });
  await field.fill("Sent without a network");
  await field.press("Control+Enter");
  await expect(message(page, "Sent without")).toContainText("Waiting for a connection");
  const outbox = page.getByRole("navigation", { name: "Views" }).getByRole("button", { name: /not sent/ });
  await outbox.click();
  await expect(page.getByRole("dialog", { name: "Outbox" })).toContainText("Sent without a network");
  await page.keyboard.press("Escape");
  await field.fill("Written without a network");
  await integrator.receive(story.displayId, "Meanwhile");

  await page.context().setOffline(false);
  await expect(mark(page)).toContainText("Back online.");
  await expect(message(page, "Meanwhile")).toBeVisible();
  await expect(rowOf(page, story.customer)).toContainText("Meanwhile");
  // The customer wrote before it could be sent: its writer decides.
  await expect(message(page, "Sent without")).toContainText("Not sent: Someone wrote in the meantime.");
  const again = message(page, "Sent without").getByRole("button", { name: "Retry" });
  await expect(async () => {
    // A message counts as seen after it has been visible for a moment.
    if (await again.isVisible()) await again.click({ timeout: 500 });
    await expect(tick(page, "Sent without", "Pending")).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await expect(message(page, "Sent without")).toHaveCount(1);
  await expect(outbox).toHaveCount(0);
  await expect(field).toHaveValue("Written without a network");
  await expect(mark(page)).toBeEmpty();
  await field.press("Control+Enter");
  await expect(pane(page).getByRole("listitem").filter({ hasText: "Written without" })).toBeVisible();
});

/** While the tab's `loses-answers` is set, the server takes messages and its answers are lost on their way. */
const loseAnswers = (page: Page) =>
  page.addInitScript(() => {
    const send = window.fetch;
    window.fetch = async (...request) => {
      const response = await send(...request);
      if (!sessionStorage.getItem("loses-answers") || !response.url.includes("messages.send"))
        return response;
      throw new TypeError("Failed to fetch");
    };
  });

test("a text and a message that was not answered survive a reload, and the message is sent once", {
  tag: "@journey",
}, async ({ integrator, openWindow }) => {
  const [story, other] = [await integrator.begin(), await integrator.begin()];
  const page = await openWindow("about:blank");
  await loseAnswers(page);
  await page.goto(`/inbox?view=all&c=${story.displayId}`);
  await page.evaluate(() => sessionStorage.setItem("loses-answers", "yes"));
  const field = page.getByRole("textbox", { name: `Reply to ${story.customer}` });
  await field.fill("The answer was lost");
  await field.press("Control+Enter");
  await expect(message(page, "The answer was lost")).toHaveCount(1);
  await openRow(page, other.customer);
  await expect(page.getByRole("button", { name: "1 message not sent" })).toBeVisible();
  await page.getByRole("textbox", { name: `Reply to ${other.customer}` }).pressSequentially("Typed just now");
  await page.evaluate(() => sessionStorage.removeItem("loses-answers"));
  await page.reload();
  await expect(page.getByRole("textbox", { name: `Reply to ${other.customer}` })).toHaveValue(
    "Typed just now",
  );
  await expect(page.getByRole("button", { name: /not sent/ })).toHaveCount(0);
  expect(await integrator.sentTexts(story.displayId)).toEqual(["The answer was lost"]);
});
