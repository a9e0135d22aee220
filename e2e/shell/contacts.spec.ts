import { expect } from "@playwright/test";
import { violations, violationsInBothSchemes } from "@/e2e/support/axe";
import { details, refusal, thread } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

test.describe("in light and in dark", () => {
  test("contacts are found by keys, edited, blocked, and changes are undone", async ({
    integrator,
    openWindow,
  }) => {
    const story = await integrator.begin();
    const page = await openWindow("/contacts");
    const list = page.getByRole("region", { name: "Contacts" });
    const one = page.getByRole("region", { name: "Contact", exact: true });
    await list.getByRole("link", { name: story.customer }).click();
    await expect(one.getByRole("heading", { level: 2, name: story.customer })).toBeVisible();
    await expect(one.getByRole("link", { name: `#${story.displayId}` })).toBeVisible();
    expect(await violationsInBothSchemes(page)).toEqual([]);

    const row = list.getByRole("link", { name: story.customer });
    await row.focus();
    await page.keyboard.press("ArrowDown");
    await expect(row).not.toBeFocused();
    await page.keyboard.press("ArrowUp");
    await expect(row).toBeFocused();

    await one.getByRole("button", { name: "Edit" }).click();
    const name = `Renamed ${story.customer}`;
    await one.getByRole("textbox", { name: "Name", exact: true }).fill(name);
    const company = `Acme ${story.displayId}`;
    await one.getByRole("combobox", { name: "Company" }).fill(company);
    await one.getByRole("button", { name: "Add field" }).click();
    await one.getByRole("textbox", { name: "Field" }).fill("Plan");
    await one.getByRole("textbox", { name: "Value of Plan" }).fill("Gold");
    expect(await violationsInBothSchemes(page)).toEqual([]);
    await page.keyboard.press("ControlOrMeta+Enter");
    await expect(one.getByRole("heading", { level: 2, name })).toBeVisible();
    await expect(one).toContainText("Gold");
    await expect(one.getByRole("link", { name: company })).toBeVisible();
    await expect(list.getByRole("link", { name })).toBeVisible();
    await expect(refusal(page)).toContainText(`${name} updated`);

    await list.getByRole("button", { name: "Filter contacts" }).click();
    await page.getByRole("menuitem", { name: "Company…" }).click();
    const picker = page.getByRole("dialog", { name: "Contacts of a company" });
    await picker.getByRole("searchbox").fill(company);
    await picker.getByRole("button", { name: company }).click();
    await expect(list.getByRole("listitem")).toHaveCount(1);
    await expect(list.getByRole("listitem")).toHaveText(new RegExp(name));
    await expect(page).toHaveURL(/companyId=\d+&c=\d+/);
    await list.getByRole("button", { name: `Remove filter “${company}”` }).click();
    await expect(list.getByRole("listitem").nth(1)).toBeVisible();
    await page.keyboard.press("z");
    await expect(one.getByRole("heading", { level: 2, name: story.customer, exact: true })).toBeVisible();
    await expect(one).not.toContainText("Gold");
    await expect(one.getByRole("link", { name: company })).toHaveCount(0);

    await one.getByRole("combobox", { name: "Add label" }).fill("Wholesale");
    await page.keyboard.press("Enter");
    await expect(one.getByRole("button", { name: "Remove label wholesale" })).toBeVisible();
    await list.getByRole("button", { name: "Filter contacts" }).click();
    await page.getByRole("menuitemradio", { name: "wholesale" }).click();
    await expect(list.getByRole("listitem")).toHaveCount(1);
    await expect(list.getByRole("listitem")).toHaveText(new RegExp(story.customer));
    await list.getByRole("button", { name: "Remove filter “wholesale”" }).click();
    await expect(list.getByRole("listitem").nth(1)).toBeVisible();
    await one.getByRole("textbox", { name: "Write a note about this contact" }).fill("Calls before noon");
    await page.keyboard.press("ControlOrMeta+Enter");
    const notes = one.getByRole("list", { name: "Notes" });
    await expect(notes).toContainText("Calls before noon");
    await notes.getByRole("button", { name: "Edit your note" }).click();
    await page.keyboard.type(" only");
    await page.keyboard.press("ControlOrMeta+Enter");
    await expect(notes).toContainText("Calls before noon only");
    await expect(notes.getByRole("button", { name: "Edit your note" })).toBeFocused();
    expect(await violationsInBothSchemes(page)).toEqual([]);
    await notes.getByRole("button", { name: /^Delete the note by/ }).click();
    await notes.getByRole("button", { name: "Delete permanently" }).click();
    await expect(notes).not.toContainText("Calls before noon");

    const actions = one.getByRole("button", { name: `Actions for ${story.customer}` });
    await actions.click();
    await page.getByRole("menuitem", { name: "Block" }).click();
    await expect(one).toContainText("Blocked");
    await page.keyboard.press("z");
    await expect(one).not.toContainText("Blocked");

    await one.getByRole("link", { name: `#${story.displayId}` }).click();
    await expect(thread(page, story.customer)).toBeVisible();
  });
});

test("next to a conversation the customer is edited in place, and their other conversations are links", async ({
  integrator,
  openWindow,
}) => {
  const story = await integrator.begin();
  const page = await openWindow(`/inbox?view=all&inbox=${story.inboxId}&c=${story.displayId}`);
  await expect(details(page)).toContainText("None in the inboxes you can see.");
  await details(page).getByRole("button", { name: "Edit" }).click();
  const phone = `+34${String(Math.random()).slice(2, 11)}`;
  await details(page).getByRole("textbox", { name: "Phone" }).fill(phone);
  await details(page).getByRole("button", { name: "Save" }).click();
  await expect(details(page)).toContainText(phone);
  await details(page).getByRole("button", { name: "Block" }).click();
  await expect(details(page)).toContainText("Blocked");
  await details(page).getByRole("button", { name: "Unblock" }).click();
  await expect(details(page).getByRole("button", { name: "Block", exact: true })).toBeVisible();
});

test("the names of a contact's fields are shown whole", async ({ openWindow }) => {
  const page = await openWindow("/contacts?c=1");
  const names = page.getByRole("main").locator("dt");
  await expect(names.filter({ hasText: "Customer since" })).toBeVisible();
  const cut = (all: Element[]) => all.filter((one) => one.scrollWidth > one.clientWidth).length;
  expect(await names.evaluateAll(cut)).toBe(0);
});

test("two contacts are merged after a preview", async ({ integrator, openWindow }) => {
  const [one, other] = [await integrator.begin(), await integrator.begin()];
  const page = await openWindow("/contacts");
  const list = page.getByRole("region", { name: "Contacts" });
  const pane = page.getByRole("region", { name: "Contact", exact: true });
  await list.getByRole("link", { name: one.customer }).click();
  await pane.getByRole("button", { name: `Actions for ${one.customer}` }).click();
  await page.getByRole("menuitem", { name: "Merge…" }).click();
  const dialog = page.getByRole("dialog", { name: `Merge into ${one.customer}` });
  const field = dialog.getByRole("searchbox", { name: "Other contact" });
  const found = dialog
    .getByRole("list", { name: "Matching contacts" })
    .getByRole("button", { name: other.customer });
  await expect(async () => {
    await field.fill("");
    await field.fill(other.customer);
    await expect(found).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await found.click();
  await expect(dialog).toContainText(`1 conversation moves to ${one.customer}.`);
  await expect(dialog).toContainText("This cannot be undone.");
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Merge", exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(pane.getByRole("link", { name: `#${other.displayId}` })).toBeVisible();
  await expect(pane).toContainText(`Also ${other.customer}`);
  await expect(list.getByRole("link", { name: other.customer })).toHaveCount(0);
});

test("an import is previewed line by line; all contacts are exported as a file", async ({ openWindow }) => {
  const name = `Imported ${crypto.randomUUID().slice(0, 8)}`;
  const page = await openWindow("/contacts");
  const list = page.getByRole("region", { name: "Contacts" });
  await list.getByRole("button", { name: "All contacts" }).click();
  await page.getByRole("menuitem", { name: "Import a CSV file…" }).click();
  const dialog = page.getByRole("dialog", { name: "Import contacts" });
  const csv = `name,email,plan\n${name},${crypto.randomUUID()}@example.test,gold\nNobody,nonsense,\n`;
  await dialog
    .getByLabel("Choose a file")
    .setInputFiles({ name: "people.csv", mimeType: "text/csv", buffer: Buffer.from(csv) });
  await expect(dialog).toContainText("1 new");
  await expect(dialog).toContainText("not an email address");
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Import 1 contact" }).click();
  await expect(dialog).toBeHidden();
  await expect(list.getByRole("link", { name })).toBeVisible();

  await list.getByRole("button", { name: "All contacts" }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: "Export as CSV" }).click();
  expect((await download).suggestedFilename()).toBe("contacts.csv");
});

test("a new contact is written to", async ({ openWindow }) => {
  const mark = crypto.randomUUID().slice(0, 8);
  const [name, email] = [`Created ${mark}`, `created-${mark}@example.test`];
  const page = await openWindow("/contacts");
  const one = page.getByRole("region", { name: "Contact", exact: true });
  const dialog = page.getByRole("dialog", { name: "New contact" });
  await page.getByRole("button", { name: "New contact" }).click();
  await dialog.getByRole("textbox", { name: "Name" }).fill(name);
  await dialog.getByRole("textbox", { name: "Email" }).fill(email);
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Create contact" }).click();
  await expect(one.getByRole("heading", { level: 2, name })).toBeVisible();

  await one.getByRole("button", { name: "Write" }).click();
  const start = page.getByRole("dialog", { name: "New conversation" });
  await expect(start).toContainText(name);
  // Other tests add email inboxes, which need a subject.
  await start.getByRole("combobox", { name: "Inbox" }).click();
  await page.getByRole("option", { name: "WhatsApp Brasil" }).click();
  await start.getByRole("textbox", { name: "First message" }).fill("Welcome");
  await start.getByRole("button", { name: "Send" }).click();
  await expect(thread(page, name)).toBeVisible();
});
