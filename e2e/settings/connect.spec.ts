import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect } from "@playwright/test";
import { violationsInBothSchemes } from "@/e2e/support/axe";
import { test } from "@/e2e/support/windows";

const shell = promisify(execFile);

test("a new inbox opens on Connect: the command that it shows works when pasted, and the message appears live", async ({
  openWindow,
}) => {
  const page = await openWindow("/settings/inboxes");
  const name = `Shop ${Date.now()}`;
  await page.getByRole("button", { name: "New inbox" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("button", { name: /^API/ })).toBeVisible();
  await expect(page).toHaveURL(/\?new=1$/);
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/\/settings\/inboxes$/);
  await page.getByRole("button", { name: "New inbox" }).click();
  await dialog.getByRole("button", { name: /^API/ }).press("Enter");
  await dialog.getByRole("textbox", { name: "Name" }).fill(name);
  await dialog.getByRole("textbox", { name: "Name" }).press("Enter");
  await expect(page).toHaveURL(/\/settings\/inboxes\/\d+\/connect$/);
  await expect(page.getByText("Waiting for the first message…")).toBeVisible();
  await page.getByRole("button", { name: "Create token" }).press("Enter");
  await expect(page.getByRole("textbox", { name: "Token" })).toHaveValue(/\S{20}/);
  expect(await violationsInBothSchemes(page)).toEqual([]);

  const line = await page.getByRole("textbox", { name: "Send a message as a customer (shell)" }).inputValue();
  const { stdout } = await shell("sh", ["-c", line]);
  expect(JSON.parse(stdout)).toMatchObject({ direction: "in" });
  await expect(page.getByText("Received", { exact: true })).toBeVisible();
  await page.getByRole("link", { name: "Open the conversation" }).press("Enter");
  await expect(page.getByRole("textbox", { name: /Reply to/ })).toBeVisible();
});
