import { expect } from "@playwright/test";
import { violationsInBothSchemes } from "@/e2e/support/axe";
import { test } from "@/e2e/support/windows";

test("the settings of a widget show it as they are changed, without a request and without taking the focus", async ({
  openWindow,
}) => {
  const page = await openWindow("/settings/inboxes");
  await page.getByRole("button", { name: "New inbox" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: /^Website widget/ }).press("Enter");
  await dialog.getByRole("textbox", { name: "Name" }).fill(`Site ${Date.now()}`);
  await dialog.getByRole("textbox", { name: "Name" }).press("Enter");
  await expect(page).toHaveURL(/\/settings\/inboxes\/\d+\/connect$/);

  const preview = page.frameLocator("iframe[title=Preview]");
  const panel = preview.getByRole("dialog");
  await expect(panel).toContainText("How can we help?");
  const requests: string[] = [];
  page.on("request", (request) => {
    if (request.frame() !== page.mainFrame() || request.url().includes("/channels/"))
      requests.push(request.url());
  });
  const form = page.getByRole("form", { name: "Channel" });
  const title = form.getByRole("textbox", { name: "Title" }).first();
  await title.pressSequentially("Kettle desk");
  await expect(preview.getByRole("heading", { name: "Kettle desk" })).toBeVisible();
  await expect(title).toBeFocused();
  await form.getByRole("textbox", { name: "Color" }).fill("#aa0044");
  await expect
    .poll(() => preview.locator("header").evaluate((header) => getComputedStyle(header).backgroundColor))
    .toBe("rgb(170, 0, 68)");

  await form.getByRole("button", { name: "Add question" }).press("Enter");
  await form.getByRole("textbox", { name: "Question 1" }).pressSequentially("Order number?");
  await expect(panel.getByRole("textbox", { name: "Order number?" })).toBeVisible();
  await expect(form.getByRole("textbox", { name: "Question 1" })).toBeFocused();
  await panel.getByRole("button", { name: "Start chat" }).press("Enter");
  await panel.getByRole("textbox").pressSequentially("Hello?");
  await page.keyboard.press("Enter");
  await expect(panel.getByRole("log")).toContainText("Hello?");

  await page.getByRole("radio", { name: "Phone" }).press("Space");
  await page.getByRole("radio", { name: "中文" }).press("Space");
  await page.getByRole("radio", { name: "Conversation", exact: true }).press("Space");
  await expect(panel).toContainText("您好！");
  await expect(panel).toHaveAttribute("aria-modal", "true");
  await expect(page.getByRole("radio", { name: "Conversation", exact: true })).toBeFocused();
  expect(requests).toEqual([]);
  expect(await violationsInBothSchemes(page)).toEqual([]);

  await form.getByRole("button", { name: "Save" }).press("Enter");
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  await page.reload();
  await expect(form.getByRole("textbox", { name: "Question 1" })).toHaveValue("Order number?");
  await expect(preview.getByRole("heading", { name: "Kettle desk" })).toBeVisible();
});

test("the page of the demo opens the chat by a button, and a visitor writes", async ({ browser, demo }) => {
  const page = await browser.newPage(); // a site, and none of the product's screens
  await page.goto(`${demo.url}/demo`);
  expect(await violationsInBothSchemes(page)).toEqual([]);
  await page.getByRole("button", { name: "Open the chat" }).press("Enter");
  const panel = page.getByRole("dialog");
  await panel.getByRole("textbox").fill("Is it in stock?");
  await page.keyboard.press("Enter");
  await expect(panel.getByRole("log")).toContainText("Is it in stock?");
  await page.close();
});
