import { expect, type Locator, type Page } from "@playwright/test";
import { violations } from "@/e2e/support/axe";
import { message, write } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

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
