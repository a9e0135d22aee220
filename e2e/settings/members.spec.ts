import { randomUUID } from "node:crypto";
import { expect, type Locator, type Page } from "@playwright/test";
import { violations } from "@/e2e/support/axe";
import { arrivesAt } from "@/e2e/support/ready";
import { message, write } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

test.describe("members", () => {
  const PASSWORD = "correct horse battery";

  test("a member is invited by a link, sets a password, works, and is deactivated and reactivated", async ({
    integrator,
    openWindow,
    faults,
  }) => {
    faults.expect(/status of 401/); // the response to a deactivated member's page
    const story = await integrator.begin();
    const mark = randomUUID().slice(0, 8);
    const [name, email] = [`Radia ${mark}`, `radia-${mark}@example.test`];
    const admin = await openWindow("/settings/members");
    const row = admin.getByRole("list", { name: "Members" }).getByRole("listitem").filter({ hasText: name });
    await admin.getByRole("button", { name: "Invite member" }).press("Enter");
    const nameField = admin.getByRole("textbox", { name: "Name" });
    await expect(nameField).toBeFocused();
    expect(await nameField.evaluate(roomAround)).toBeGreaterThanOrEqual(0); // the focus ring is not cut
    await nameField.fill(name);
    await admin.getByRole("textbox", { name: "Email" }).fill(email);
    await admin.getByRole("checkbox", { name: story.inboxName }).press("Space");
    expect(await violations(admin)).toEqual([]);
    await admin.getByRole("textbox", { name: "Email" }).press("Enter");
    const made = admin.getByRole("dialog", { name: `${name} invited` });
    const link = await made.getByRole("textbox", { name: "Link" }).inputValue();
    await admin.keyboard.press("Escape");
    await expect(row).toContainText("Invited");

    const guest = await openWindow(new URL(link).pathname, { who: null });
    await expect(guest.getByRole("heading", { name: `Welcome, ${name}` })).toBeVisible();
    expect(await violations(guest)).toEqual([]);
    await guest.getByLabel("Password").fill(PASSWORD);
    await guest.getByLabel("Password").press("Enter");
    await arrivesAt(guest, /\/inbox/);
    await expect(guest.getByRole("link", { name: story.inboxName })).toBeVisible();
    await expect(row).not.toContainText("Invited");

    const again = await openWindow(new URL(link).pathname, { who: null });
    await expect(again.getByRole("heading", { name: "This link is no longer valid" })).toBeVisible();
    expect(await violations(again)).toEqual([]);

    await row.getByRole("button", { name: `Actions for ${name}` }).press("Enter");
    await admin.getByRole("menuitem", { name: "Deactivate" }).press("Enter");
    await expect(row).toContainText("Deactivated");
    await guest.goto("/inbox");
    await arrivesAt(guest, /sign-in/);
    await admin.getByRole("button", { name: "Undo" }).press("Enter");
    await expect(row).not.toContainText("Deactivated");
    await guest.goto("/inbox");
    await arrivesAt(guest, /sign-in/); // the sessions from before have ended
    await guest.getByLabel("Email").fill(email);
    await guest.getByLabel("Password").fill(PASSWORD);
    await guest.getByLabel("Password").press("Enter");
    await arrivesAt(guest, /\/inbox/);

    await admin.getByRole("link", { name: "Audit log" }).press("Enter");
    const log = admin.getByRole("list", { name: "Audit log" });
    await expect(log.getByRole("listitem").filter({ hasText: name }).first()).toContainText(
      `changed State of ${name} from deactivated to active`,
    );
  });

  test("a member changes their own name and password; other windows are signed out, this one is not", async ({
    openWindow,
    faults,
  }) => {
    faults.expect(/status of 401/); // the response to the other window
    faults.expect(/status of 422/); // the wrong password
    const mark = randomUUID().slice(0, 8);
    const [name, email] = [`Margaret ${mark}`, `margaret-${mark}@example.test`];
    const admin = await openWindow("/settings/members");
    await admin.getByRole("button", { name: "Invite member" }).click();
    await admin.getByRole("textbox", { name: "Name" }).fill(name);
    await admin.getByRole("textbox", { name: "Email" }).fill(email);
    await admin.getByRole("button", { name: "Create invite link" }).click();
    const link = await admin.getByRole("textbox", { name: "Link" }).inputValue();
    const page = await openWindow(new URL(link).pathname, { who: null });
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByLabel("Password").press("Enter");
    await arrivesAt(page, /\/inbox/);
    const other = await openWindow("/inbox", { who: { email, password: PASSWORD } });

    await page.getByRole("button", { name: new RegExp(name) }).press("Enter");
    await page.getByRole("menuitem", { name: "Your profile" }).press("Enter");
    await page.getByLabel("Your name").fill(`${name} H.`);
    await page.getByLabel("Your name").press("Enter");
    await expect(page.getByText("Saved", { exact: true })).toBeVisible();
    expect(await violations(page)).toEqual([]);

    const next = "another correct horse";
    await page.getByLabel("Current password").fill("not this one");
    await page.getByLabel("New password").fill(next);
    await page.getByLabel("New password").press("Enter");
    await expect(page.getByText("That's not your current password.")).toBeVisible();
    await page.getByLabel("Current password").fill(PASSWORD);
    await page.getByLabel("New password").fill(next);
    await page.getByLabel("New password").press("Enter");
    await expect(page.getByText("Password changed")).toBeVisible();
    const sessions = page.getByRole("list", { name: "Sessions" }).getByRole("listitem");
    await expect(sessions).toHaveCount(1);
    await expect(sessions).toContainText("Current");
    await expect(page.getByText("You've been signed out. Sign in again.")).toHaveCount(0);
    await page.goto("/inbox");
    await expect(page.getByRole("button", { name: new RegExp(`${name} H.`) })).toBeVisible();
    await other.goto("/inbox");
    await arrivesAt(other, /sign-in/);
  });

  test("a member ends one of their sessions; its window is signed out, this one is not", async ({
    openWindow,
    faults,
  }) => {
    faults.expect(/status of 401/); // the response to the ended session
    const userAgent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0";
    const lost = await openWindow("/inbox", { userAgent });
    await expect(lost.getByRole("list").first()).toBeVisible();
    const page = await openWindow("/settings/profile");
    const sessions = page.getByRole("list", { name: "Sessions" });
    const mine = sessions.getByRole("listitem").filter({ hasText: "Current" });
    await expect(mine).toHaveCount(1);
    await expect(mine).toContainText("127.0.0.1");
    expect(await violations(page)).toEqual([]);
    const theirs = sessions.getByRole("listitem").filter({ hasText: "Firefox on Windows" });
    await theirs.getByRole("button", { name: "Sign out Firefox on Windows" }).press("Enter");
    await expect(theirs).toHaveCount(0);
    await expect(lost.getByText("You've been signed out. Sign in again.").first()).toBeVisible();
    await lost.goto("/inbox");
    await arrivesAt(lost, /sign-in/);
    await page.goto("/inbox");
    await arrivesAt(page, /\/inbox/);
  });

  /** How many px are free between a field's focus ring and the edges of what it scrolls in. */
  function roomAround(field: Element): number {
    const { outlineWidth, outlineOffset } = getComputedStyle(field);
    const ring = Number.parseFloat(outlineWidth) + Number.parseFloat(outlineOffset);
    const [inner, outer] = [field, field.closest(".overflow-y-auto")].map((each) =>
      each?.getBoundingClientRect(),
    );
    if (!inner || !outer || !(ring > 0)) return Number.NaN;
    return Math.min(inner.top - outer.top, inner.left - outer.left, outer.right - inner.right) - ring;
  }
});

test.describe("pictures", () => {
  /** One opaque pixel. */
  const PNG = Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "base64",
  );

  const picture = { name: "face.png", mimeType: "image/png", buffer: PNG };

  const pictureIn = (place: Locator): Locator => place.locator('img[src^="/files/"]');

  /** Whether it was decoded: a broken image is in the page too. */
  const isShown = (image: Locator) =>
    expect
      .poll(() => image.evaluate((img) => img instanceof HTMLImageElement && img.naturalWidth))
      .toBeGreaterThan(0);

  const field = (page: Page, name: string): Locator => page.getByRole("region", { name });

  test("a member's picture is chosen, shown beside their reply in another open window, and removed", async ({
    integrator,
    openWindow,
    faults,
  }) => {
    faults.expect(/status of 422/); // the refused text file
    faults.expect(/Connecting to 'blob:/); // Playwright's recorder reads what the page shows while it uploads
    const story = await integrator.begin();
    const inbox = await openWindow(`/inbox?view=all&inbox=${story.inboxId}&c=${story.displayId}`);
    await write(inbox, story.customer, "It is on its way.");
    const reply = message(inbox, "It is on its way.");
    await expect(reply).toBeVisible();
    await expect(pictureIn(reply)).toHaveCount(0);

    const page = await openWindow("/settings/profile");
    const own = field(page, "Your picture");
    await own
      .getByLabel("Your picture")
      .setInputFiles({ ...picture, name: "notes.png", buffer: Buffer.from("text") });
    await expect(own.getByRole("alert")).toContainText("Choose an image");
    await own.getByLabel("Your picture").setInputFiles(picture);
    await isShown(pictureIn(own));
    await expect(own.getByRole("button", { name: "Replace" })).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await isShown(pictureIn(reply));
    await isShown(pictureIn(inbox.getByRole("navigation").getByRole("button", { name: /Sam Rivera/ })));

    await own.getByRole("button", { name: "Remove" }).press("Enter");
    await expect(pictureIn(own)).toHaveCount(0);
    await expect(pictureIn(reply)).toHaveCount(0);
    await expect(reply).toContainText("SR");
  });

  test("an administrator gives the account a logo, which open windows show with its name until it is removed", async ({
    openWindow,
  }) => {
    const inbox = await openWindow("/inbox");
    const mark = inbox.getByRole("navigation").filter({ hasText: "Settings" }).first();
    await expect(mark).toContainText("Tickline");
    const page = await openWindow("/settings/account");
    const logo = field(page, "Logo");
    await logo.getByLabel("Logo").setInputFiles(picture);
    await isShown(pictureIn(logo));
    await isShown(pictureIn(mark));
    expect(await violations(page)).toEqual([]);
    await logo.getByRole("button", { name: "Remove" }).press("Enter");
    await expect(pictureIn(mark)).toHaveCount(0);
    await expect(mark).toContainText("Tickline");
  });
});
