import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect } from "@playwright/test";
import { violations } from "@/e2e/support/axe";
import { ADMIN } from "@/e2e/support/environment";
import { makeProduct, type Product } from "@/e2e/support/product";
import { test } from "@/e2e/support/windows";

const shell = promisify(execFile);
let product: Product;

test.beforeAll(async () => {
  product = await makeProduct({
    SEED: "empty",
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
  });
  await product.start();
});
test.afterAll(() => product.remove());

test("an empty account: three steps to the first message, which appears by itself", {
  tag: "@journey",
}, async ({ openWindow }) => {
  const page = await openWindow("/sign-in", { who: null, baseURL: product.url });
  await page.getByLabel("Email").fill(ADMIN.email);
  await page.getByLabel("Password").fill(ADMIN.password);
  await page.getByLabel("Password").press("Enter");
  await page.getByRole("link", { name: "Three steps to your first message" }).press("Enter");
  await expect(page.getByRole("heading", { name: "Three steps to your first message" })).toBeVisible();
  expect(await violations(page)).toEqual([]);

  await page.getByRole("textbox", { name: "Name" }).fill("Support");
  await page.getByRole("textbox", { name: "Name" }).press("Enter");
  await expect(page.getByText("Waiting for the first message…")).toBeVisible();
  await page.getByRole("button", { name: "Create token and command" }).press("Enter");
  const line = await page.getByRole("textbox", { name: "Command to copy" }).inputValue();
  await expect(page.getByText("done", { exact: true })).toHaveCount(2);
  expect(await violations(page)).toEqual([]);

  const { stdout } = await shell("sh", ["-c", line]);
  expect(JSON.parse(stdout)).toMatchObject({ direction: "in", conversation: { status: "open" } });
  await expect(page.getByText("Received", { exact: true })).toBeVisible();
  await expect(page.getByText("done", { exact: true })).toHaveCount(3);
  await page.getByRole("link", { name: "Open the conversation" }).press("Enter");
  await expect(page.getByRole("textbox", { name: /Reply to/ })).toBeVisible();
});
