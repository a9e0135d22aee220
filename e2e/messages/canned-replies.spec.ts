import { expect, type Page } from "@playwright/test";
import { AGENT } from "@/e2e/support/environment";
import { picture, plainText } from "@/e2e/support/sample-files";
import { message, refusal } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

const list = (page: Page) => page.getByRole("main").getByRole("listitem");

test("a canned reply of a folder is inserted with its file by / and from the list, marked where a value is missing, and restored after a deletion", async ({
  integrator,
  openWindow,
}) => {
  const code = `greet${crypto.randomUUID().slice(0, 6)}`;
  const story = await integrator.begin();
  const settings = await openWindow("/settings/canned");
  await settings.getByRole("button", { name: "New canned reply" }).click();
  await settings.getByRole("textbox", { name: "Short code" }).fill(code);
  await settings.getByRole("combobox", { name: "Folder" }).fill("Greetings");
  const text =
    "Dear {{contact.name}}, thank you for #{{conversation.id}}. {{contact.custom_attribute.plan|No plan}}, {{contact.email}}";
  await settings.getByRole("textbox", { name: "Text" }).fill(text);
  await settings
    .locator('input[type="file"]')
    .setInputFiles([await picture("parcel.png"), plainText("terms.txt")]);
  await settings.getByRole("button", { name: "Remove terms.txt" }).click();
  await settings.getByRole("button", { name: "Save" }).click();
  await expect(list(settings).filter({ hasText: `/${code}` })).toContainText("1 file");

  const page = await openWindow(`/inbox?view=all&inbox=${story.inboxId}&c=${story.displayId}`);
  const field = page.getByRole("textbox", { name: `Reply to ${story.customer}` });
  await field.fill("");
  await field.pressSequentially(`Hello! /${code.slice(0, 8)}`);
  const option = page.getByRole("option", { name: code });
  await expect(option).toHaveAttribute("aria-selected", "true");
  await expect(option).toContainText("1 file");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Remove parcel.png" }).click();
  const filled = `Dear ${story.customer}, thank you for #${story.displayId}. No plan, {{contact.email}}`;
  await expect(field).toHaveValue(`Hello! ${filled}`);
  await expect(page.getByRole("listbox", { name: "Canned replies" })).toHaveCount(0);
  await page.getByRole("button", { name: "Select {{contact.email}}" }).click();
  await page.keyboard.insertText("no address");
  await expect(field).toHaveValue(/No plan, no address$/);
  await page.keyboard.press("Control+z");
  await page.keyboard.press("Control+z");
  await expect(field).toHaveValue(`Hello! /${code.slice(0, 8)}`);

  await page.getByRole("button", { name: "Canned replies" }).click();
  await page.getByRole("combobox", { name: "Search canned replies" }).fill(code);
  await page.keyboard.press("Enter");
  await expect(field).toHaveValue(new RegExp(`Dear ${story.customer}`));
  await expect(page.getByRole("button", { name: "Remove parcel.png" })).toBeVisible();
  await page.getByRole("button", { name: /^Send(?! and)/ }).click();
  await expect(
    message(page, `Dear ${story.customer}`).getByRole("button", { name: "Open parcel.png" }),
  ).toBeVisible();

  await settings.getByRole("button", { name: `Delete /${code}` }).click();
  await expect(list(settings).filter({ hasText: `/${code}` })).toHaveCount(0);
  await field.pressSequentially(` /${code}`);
  await expect(page.getByRole("listbox", { name: "Canned replies" })).toHaveCount(0);
  await refusal(settings).getByRole("button", { name: "Undo" }).click();
  await expect(list(settings).filter({ hasText: `/${code}` })).toContainText("1 file");
  await expect(option).toBeVisible();
  await page.reload();
  const sent = message(page, `Dear ${story.customer}`).getByRole("button", { name: "Open parcel.png" });
  await expect(sent.locator("img")).toBeVisible();
});

test("agents use replies without editing them and have their own", async ({ openWindow }) => {
  const code = `once${crypto.randomUUID().slice(0, 6)}`;
  const page = await openWindow("/settings/canned");
  await page.getByRole("button", { name: "New canned reply" }).click();
  await page.getByRole("textbox", { name: "Short code" }).fill(code);
  await page.getByRole("textbox", { name: "Text" }).fill("Once");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(list(page).filter({ hasText: `/${code}` })).toBeVisible();

  const agents = await openWindow("/settings/canned", { who: AGENT });
  await expect(list(agents).filter({ hasText: `/${code}` })).toBeVisible();
  await expect(agents.getByRole("button", { name: `Edit /${code}` })).toHaveCount(0);
  const own = `own${code}`;
  await agents.getByRole("button", { name: "New canned reply" }).click();
  await agents.getByRole("textbox", { name: "Short code" }).fill(own);
  await agents.getByRole("textbox", { name: "Text" }).fill("Only mine");
  await agents.getByRole("button", { name: "Save" }).click();
  await expect(agents.getByRole("button", { name: `Edit /${own}` })).toBeVisible();
  await page.reload();
  await expect(list(page).filter({ hasText: `/${code}` })).toBeVisible();
  await expect(list(page).filter({ hasText: `/${own}` })).toHaveCount(0);
});
