import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { expect, type Page } from "@playwright/test";
import { TOTP } from "otpauth";
import { violations } from "@/e2e/support/axe";
import { ADMIN } from "@/e2e/support/environment";
import { makeProduct, type Product } from "@/e2e/support/product";
import { arrivesAt } from "@/e2e/support/ready";
import { expireAuthentication } from "@/e2e/support/session";
import { test } from "@/e2e/support/windows";

test.describe("two factor", () => {
  const PASSWORD = "correct horse battery";

  /** The authenticator's code of the next 30 seconds: a code is used once. */
  const nextCode = (secret: string, steps: number) =>
    new TOTP({ secret }).generate({ timestamp: Date.now() + steps * 30_000 });

  async function fillIn(page: Page, email: string, code?: string): Promise<void> {
    await page.getByLabel("Email").fill(email);
    await page.getByLabel("Password").fill(PASSWORD);
    if (code !== undefined) await page.getByLabel("Code").fill(code);
    await page.keyboard.press("Enter");
  }

  test("two-factor authentication is turned on, required at sign-in, passed by a recovery code, and reset by an administrator", async ({
    openWindow,
    faults,
  }) => {
    faults.expect(/status of (401|403|422)/); // the required code and password, and wrong ones
    const mark = randomUUID().slice(0, 8);
    const [name, email] = [`Barbara ${mark}`, `barbara-${mark}@example.test`];
    const admin = await openWindow("/settings/members");
    await admin.getByRole("button", { name: "Invite member" }).press("Enter");
    await admin.getByRole("textbox", { name: "Name" }).fill(name);
    await admin.getByRole("textbox", { name: "Email" }).fill(email);
    await admin.getByRole("textbox", { name: "Email" }).press("Enter");
    const link = await admin.getByRole("textbox", { name: "Link" }).inputValue();
    await admin.keyboard.press("Escape");

    const page = await openWindow(new URL(link).pathname, { who: null });
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByLabel("Password").press("Enter");
    await arrivesAt(page, /\/inbox/);
    await page.goto("/settings/profile");
    await expireAuthentication(page, "twoFactor.begin");
    await page.getByRole("button", { name: "Turn on…" }).press("Enter");
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByLabel("Your password")).toBeFocused();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.type("not the password");
    await page.keyboard.press("Enter");
    await expect(dialog).toContainText("That's not your current password.");
    await dialog.getByLabel("Your password").fill(PASSWORD);
    await page.keyboard.press("Enter");
    await expect(dialog.getByRole("img", { name: "QR code for your authenticator app" })).toBeVisible();
    expect(await violations(page)).toEqual([]);
    const secret = await dialog.getByRole("textbox", { name: "Or enter this key manually" }).inputValue();
    await dialog.getByLabel("Code", { exact: true }).fill("000000");
    await page.keyboard.press("Enter");
    await expect(dialog).toContainText("This code is wrong or was already used.");
    await dialog.getByLabel("Code", { exact: true }).fill(nextCode(secret, 0));
    await page.keyboard.press("Enter");
    const shown = dialog.getByRole("list", { name: "Your recovery codes" }).getByRole("listitem");
    await expect(shown).toHaveCount(10);
    const codes = await shown.allTextContents();
    expect(await violations(page)).toEqual([]);
    await page.mouse.click(5, 5); // what is shown once stays
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      dialog.getByRole("link", { name: "Download" }).press("Enter"),
    ]);
    expect(file.suggestedFilename()).toBe("tickline-recovery-codes.txt");
    expect(await readFile(await file.path(), "utf8")).toContain(codes.join("\n"));
    await dialog.getByRole("button", { name: "I've saved them" }).press("Enter");
    await expect(page.getByText("10 recovery codes left.")).toBeVisible();

    const other = await openWindow("/sign-in", { who: null });
    await fillIn(other, email);
    await expect(other.getByLabel("Code")).toBeFocused();
    await expect(other.getByRole("main").getByRole("alert")).toHaveCount(0); // nothing is wrong yet
    expect(await violations(other)).toEqual([]);
    await other.getByLabel("Code").fill("000000");
    await other.keyboard.press("Enter");
    await expect(other.getByRole("main").getByRole("alert")).toContainText("This code is wrong");
    await other.getByLabel("Code").fill(nextCode(secret, 1));
    await other.keyboard.press("Enter");
    await arrivesAt(other, /\/inbox/);

    const plain = await openWindow("/sign-in", { who: null, javaScriptEnabled: false });
    await fillIn(plain, email); // a first visit has no cookie yet
    await expect(plain.getByText("Please sign in again")).toBeVisible();
    await fillIn(plain, email);
    await expect(plain.getByLabel("Code")).toBeVisible();
    await fillIn(plain, email, codes[0]?.toLowerCase());
    await expect(plain).toHaveURL(/\/inbox/);
    await page.reload();
    await expect(page.getByText("9 recovery codes left.")).toBeVisible();

    await admin.reload();
    const row = admin.getByRole("list", { name: "Members" }).getByRole("listitem").filter({ hasText: name });
    await expect(row).toContainText("2FA on");
    await row.getByRole("button", { name: `Actions for ${name}` }).press("Enter");
    await admin.getByRole("menuitem", { name: "Reset 2FA…" }).press("Enter");
    await admin.getByRole("dialog").getByRole("button", { name: "Reset 2FA" }).press("Enter");
    await expect(row).not.toContainText("2FA on");
    await admin.getByRole("link", { name: "Audit log" }).press("Enter");
    const lines = admin
      .getByRole("list", { name: "Audit log" })
      .getByRole("listitem")
      .filter({ hasText: name });
    await expect(lines.first()).toContainText(`turned off two-factor authentication for ${name}`);
    await expect(lines.nth(1)).toContainText(`used a recovery code of ${name}`);
  });
});

test.describe("welcome", () => {
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

    await page.getByRole("textbox", { name: "Name" }).fill("Website");
    await page.getByRole("textbox", { name: "Name" }).press("Enter");
    await expect(page.getByText("Waiting for the first message…")).toBeVisible();
    expect(await violations(page)).toEqual([]);
    const opening = page.waitForEvent("popup");
    await page.getByRole("link", { name: "Open the test page" }).press("Enter");
    const site = await opening;
    await expect(page.getByText("done", { exact: true })).toHaveCount(2);

    await site.getByRole("button", { name: "Open the chat" }).press("Enter");
    await site.getByRole("dialog").getByRole("textbox").fill("Is anyone there?");
    await site.keyboard.press("Enter");
    await expect(page.getByText("Received", { exact: true })).toBeVisible();
    await expect(page.getByText("done", { exact: true })).toHaveCount(3);
    await page.getByRole("link", { name: "Open the conversation" }).press("Enter");
    await expect(page.getByRole("textbox", { name: /Reply to/ })).toBeVisible();
  });

  test("an inbox of the API: the command that is shown sends the first message", async ({ openWindow }) => {
    const page = await openWindow("/sign-in?callbackUrl=/settings/inboxes?new=1", {
      who: null,
      baseURL: product.url,
    });
    await page.getByLabel("Email").fill(ADMIN.email);
    await page.getByLabel("Password").fill(ADMIN.password);
    await page.getByLabel("Password").press("Enter");
    await page.getByRole("dialog").getByRole("button", { name: /^API/ }).press("Enter");
    await page.getByRole("dialog").getByRole("textbox", { name: "Name" }).fill("Support");
    await page.getByRole("dialog").getByRole("textbox", { name: "Name" }).press("Enter");
    await expect(page).toHaveURL(/\/connect$/);
    await page.goto("/welcome");
    await page.getByRole("button", { name: "Create token and command" }).press("Enter");
    const line = await page.getByRole("textbox", { name: "Command to copy" }).inputValue();
    await expect(page.getByText("done", { exact: true })).toHaveCount(2);
    expect(await violations(page)).toEqual([]);

    const { stdout } = await shell("sh", ["-c", line]);
    expect(JSON.parse(stdout)).toMatchObject({ direction: "in", conversation: { status: "open" } });
    await expect(page.getByText("Received", { exact: true })).toBeVisible();
    await expect(page.getByText("done", { exact: true })).toHaveCount(3);
  });
});
