import { expect, type Page } from "@playwright/test";
import { AGENT, AGENTS_INBOX } from "@/e2e/support/environment";
import { picture, plainText } from "@/e2e/support/sample-files";
import { message, openRow, pane, refusal, rowOf, thread, tick } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

test.describe("canned replies", () => {
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
});

test.describe("crossing replies", () => {
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
});

test.describe("unread", () => {
  const badge = (page: Page, customer: string, count: number) =>
    rowOf(page, customer).getByText(`${count} unread message${count === 1 ? "" : "s"}`);

  test("a lead reads a colleague's conversation and marks it as unread; the colleague's count stays, and all own windows agree", async ({
    integrator,
    openWindow,
  }) => {
    const inboxId = await integrator.findInboxId(AGENTS_INBOX);
    const customer = `Unread ${Date.now()}`;
    const { displayId } = await integrator.createConversation({ inboxId, customer });
    await integrator.receive(displayId, "Is anybody there?");
    const list = `/inbox?view=all&inbox=${inboxId}`;
    const jonas = await openWindow(`${list}&c=${displayId}`, { who: AGENT });
    await expect(message(jonas, "Is anybody there?")).toBeVisible();
    await jonas.keyboard.press("i");
    await jonas.goto(list);
    await integrator.receive(displayId, "Hello?");
    const [sam, samElsewhere] = [await openWindow(list), await openWindow(list)];
    await expect(badge(jonas, customer, 1)).toBeVisible();
    await expect(badge(sam, customer, 2)).toBeVisible();

    await openRow(sam, customer);
    await expect(message(sam, "Hello?")).toBeVisible();
    for (const page of [sam, samElsewhere]) await expect(badge(page, customer, 2)).toBeHidden();
    await expect(badge(jonas, customer, 1)).toBeVisible();

    await sam.keyboard.press("y");
    for (const page of [sam, samElsewhere]) await expect(badge(page, customer, 1)).toBeVisible();
    await expect(thread(sam, customer).getByRole("heading", { name: "New" })).toBeVisible();
    await integrator.receive(displayId, "Please!");
    for (const page of [sam, samElsewhere]) await expect(badge(page, customer, 2)).toBeVisible();
    await sam.keyboard.press("Escape");
    await openRow(sam, customer);
    for (const page of [sam, samElsewhere]) await expect(badge(page, customer, 2)).toBeHidden();
    await expect(badge(jonas, customer, 2)).toBeVisible();
  });
});
