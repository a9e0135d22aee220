import { expect, type Page } from "@playwright/test";
import { message, openRow, rowOf, thread } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

const inSight = async (page: Page, text: string) => expect(message(page, text)).toBeInViewport();
const lines = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `Line ${from + index}.`);

test("a thread opens at the first unread message, and its mark stays while one reads", async ({
  integrator,
  openWindow,
}) => {
  const story = await integrator.begin();
  await integrator.receive(story.displayId, "Hello?");
  const page = await openWindow(`/inbox?view=all&inbox=${story.inboxId}&c=${story.displayId}`);
  await inSight(page, "Hello?");
  await expect(rowOf(page, story.customer).getByText("unread")).toHaveCount(0); // it was read
  await page.goto(`/inbox?view=all&inbox=${story.inboxId}`);
  for (const line of lines(1, 30)) await integrator.receive(story.displayId, line);
  await expect(rowOf(page, story.customer)).toContainText("Line 30.");

  await openRow(page, story.customer);
  await expect(thread(page, story.customer).getByRole("heading", { name: "New" })).toBeInViewport();
  await inSight(page, "Line 1.");
  await expect(message(page, "Line 30.")).toHaveCount(0);
  await page.getByRole("button", { name: "Jump to latest" }).click();
  await inSight(page, "Line 30.");
  await expect(rowOf(page, story.customer).getByText("unread")).toHaveCount(0);
});

test("a link to a message leads to it, however far back, and from there to the newest", async ({
  integrator,
  openWindow,
}) => {
  test.setTimeout(120_000);
  const story = await integrator.begin();
  for (const line of lines(1, 130)) await integrator.answer(story.displayId, line);
  const path = `/inbox?view=all&inbox=${story.inboxId}&c=${story.displayId}`;

  const page = await openWindow(`${path}&m=125`);
  await expect(message(page, "Line 125.").locator("[data-linked]")).toBeInViewport();

  await page.goto(`${path}&m=20`);
  await expect(message(page, "Line 20.").locator("[data-linked]")).toBeInViewport();
  await expect(async () => {
    await thread(page, story.customer).evaluate((scroller) => scroller.scrollBy(0, 700));
    await expect(message(page, "Line 60.")).toHaveCount(1, { timeout: 500 }); // newer ones are appended
  }).toPass();
  await page.getByRole("button", { name: "Jump to latest" }).click();
  await inSight(page, "Line 130.");
  await expect(page).not.toHaveURL(/[?&]m=/);
});

test("the time of a message is its link, and a click copies it", async ({ integrator, openWindow }) => {
  const story = await integrator.begin();
  await integrator.receive(story.displayId, "Remember this.");
  const page = await openWindow(`/inbox?view=all&c=${story.displayId}`, {
    permissions: ["clipboard-read", "clipboard-write"],
  });
  await message(page, "Remember this.").getByRole("link", { name: "Copy link to this message" }).click();
  await expect(page.getByRole("region", { name: /^Notices/ })).toContainText("Link copied");
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toMatch(new RegExp(`/inbox\\?view=all&c=${story.displayId}&m=1$`));
});

test("a customer's text is shown as text: markup is rendered, nothing runs, each line has its own direction", async ({
  integrator,
  openWindow,
}) => {
  const story = await integrator.begin();
  const markup = `<img src=x onerror="document.title='ran'"> [a](javascript:alert(1))`;
  await integrator.receive(
    story.displayId,
    `**Important**: see https://x.example.\nشكرًا لك\n${markup}\n- one`,
  );
  const page = await openWindow(`/inbox?view=all&c=${story.displayId}`);
  const bubble = message(page, "Important");
  await expect(bubble.locator("strong")).toHaveText("Important");
  await expect(bubble.getByRole("link", { name: "https://x.example" })).toHaveAttribute("rel", /noopener/);
  await expect(bubble).toContainText(markup);
  await expect(bubble.locator("img")).toHaveCount(0);
  const directions = await bubble
    .locator("[data-message-text] > p")
    .evaluateAll((all) => all.map((p) => getComputedStyle(p).direction));
  expect(directions).toEqual(["ltr", "rtl", "ltr", "ltr"]);
  await expect(page).not.toHaveTitle(/ran/);
});
