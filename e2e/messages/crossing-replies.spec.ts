import { expect, type Page } from "@playwright/test";
import { plainText } from "@/e2e/support/sample-files";
import { message, pane, tick } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

const field = (page: Page, customer: string) => page.getByRole("textbox", { name: `Reply to ${customer}` });

test("a crossing reply is refused, shows the new message, and is sent when submitted again", async ({
  integrator,
  openWindow,
  faults,
}) => {
  faults.expect(/status of 409/); // the refusal itself
  const story = await integrator.begin();
  for (let i = 1; i <= 30; i++) await integrator.receive(story.displayId, `Line ${i} of a long story`);
  const page = await openWindow(`/inbox?view=all&inbox=${story.inboxId}&c=${story.displayId}`);
  // The thread opens at the first unread message, where the next message is not visible.
  await expect(message(page, "Line 2 of")).toBeVisible();
  await expect(message(page, "Line 30 of")).not.toBeInViewport();
  await integrator.receive(story.displayId, "Never mind, it has arrived!");
  await page.locator('input[type="file"]').setInputFiles([plainText("search.txt")]);
  await field(page, story.customer).fill("We will look for it.");
  await expect(page.getByRole("button", { name: /^Send(?! and)/ })).toBeEnabled();
  await page.keyboard.press("Control+Enter");

  const crossing = pane(page).getByRole("alert").filter({ hasText: "Held:" });
  await expect(crossing).toContainText(`${story.customer} wrote while you were typing`);
  await expect(crossing).toContainText("Never mind, it has arrived!");
  await expect(field(page, story.customer)).toHaveValue("We will look for it.");
  await expect(page.getByRole("button", { name: "Remove search.txt" })).toBeVisible();

  await field(page, story.customer).fill("Good to hear!");
  await page.keyboard.press("Control+Enter");
  await expect(crossing).toHaveCount(0);
  await page.getByRole("button", { name: "Jump to latest" }).click();
  await expect(tick(page, "Good to hear!", "Pending")).toBeVisible();
  await expect(message(page, "Good to hear!")).toContainText("search.txt");
  await expect(message(page, "We will look for it.")).toHaveCount(0);
});

test("of two agents who answer at the same time the second sees the first one's reply", async ({
  integrator,
  openWindow,
  faults,
}) => {
  faults.expect(/status of 409/); // the refusal itself
  const story = await integrator.begin();
  await integrator.receive(story.displayId, "Where is my order?");
  const path = `/inbox?view=all&inbox=${story.inboxId}&c=${story.displayId}`;
  const page = await openWindow(path);
  await expect(message(page, "Where is my order?")).toBeVisible();
  await field(page, story.customer).fill("It is on its way.");
  // A program answers at the same moment: the message has not been visible for long enough to count as seen.
  await Promise.all([
    integrator
      .answer(story.displayId, "Your parcel is in Rome.")
      .then(() => page.keyboard.press("Control+Enter")),
    page.waitForResponse((response) => response.url().includes("messages.send")),
  ]);
  const crossing = pane(page).getByRole("alert").filter({ hasText: "Held:" });
  await expect(crossing).toContainText("Your parcel is in Rome.");
  await page.getByRole("button", { name: "Send anyway" }).click();
  await expect(tick(page, "It is on its way.", "Pending")).toBeVisible();
});

test("an unsent text survives a reload, appears in another browser, and disappears after sending", async ({
  integrator,
  openWindow,
}) => {
  const story = await integrator.begin();
  const path = `/inbox?view=all&inbox=${story.inboxId}&c=${story.displayId}`;
  const page = await openWindow(path);
  await field(page, story.customer).fill("Dear customer, ");
  await page.reload(); // before the text was saved on the server
  await expect(field(page, story.customer)).toHaveValue("Dear customer, ");
  const input = JSON.stringify({ json: { displayId: story.displayId } });
  const kept = async () => (await page.request.get("/api/trpc/drafts.get", { params: { input } })).text();
  await expect.poll(kept).toContain("Dear customer, ");

  const other = await openWindow(path);
  await expect(field(other, story.customer)).toHaveValue("Dear customer, ");
  await field(other, story.customer).fill("Dear customer, it is on its way.");
  await other.keyboard.press("Control+Enter");
  await expect(tick(other, "it is on its way", "Pending")).toBeVisible();

  await page.reload();
  await expect(message(page, "it is on its way")).toBeVisible();
  await expect(field(page, story.customer)).toHaveValue("");
  await expect(pane(page)).toContainText(`#${story.displayId}`);
});
