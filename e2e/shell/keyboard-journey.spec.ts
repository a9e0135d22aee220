import { expect, type Locator, type Page } from "@playwright/test";
import { ADMIN } from "@/e2e/support/environment";
import type { Integrator } from "@/e2e/support/integrator";
import { arrivesAt } from "@/e2e/support/ready";
import { message, pane, refusal, rowOf, rows, thread } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

/** Three conversations of one inbox, newest first. */
async function three(integrator: Integrator) {
  const { inboxId, inboxName } = await integrator.begin();
  for (const name of ["Ben Journey", "Ann Journey"]) {
    const { displayId } = await integrator.createConversation({ inboxId, customer: name });
    await integrator.receive(displayId, `Hello from ${name}`);
  }
  return { path: `/inbox?view=all&inbox=${inboxId}`, inboxName };
}
const reply = (page: Page, name: string) => page.getByRole("textbox", { name: `Reply to ${name}` });
const ring = (page: Page) => page.locator("[data-ring]");

/** Presses Tab until an element has the focus; within three presses, or it already has it. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  const hasFocus = () => target.evaluate((element) => element === document.activeElement);
  for (let presses = 0; presses < 3 && !(await hasFocus()); presses++) await page.keyboard.press("Tab");
  await expect(target).toBeFocused();
}

test("by keyboard alone: sign in, skip to the list, move, reply, resolve, and undo from the palette", {
  tag: "@journey",
}, async ({ integrator, openWindow }) => {
  const { path, inboxName } = await three(integrator);
  const page = await openWindow(path, { who: null });
  await tabTo(page, page.getByLabel("Email"));
  await page.keyboard.type(ADMIN.email);
  await page.keyboard.press("Tab");
  await page.keyboard.type(ADMIN.password);
  await page.keyboard.press("Enter");
  await arrivesAt(page, /\/inbox/);
  await expect(rows(page)).toHaveCount(3);

  await test.step("the list is one tab stop, reached by the skip link", async () => {
    await tabTo(page, page.getByRole("link", { name: "Skip to list" }));
    await page.keyboard.press("Enter");
    await expect(rowOf(page, "Ann Journey").getByRole("link")).toBeFocused();
    await page.keyboard.press("End");
    await page.keyboard.press("ArrowUp");
    await expect(rowOf(page, "Ben Journey").getByRole("link")).toBeFocused();
    await expect(rows(page).locator('a[tabindex="0"]')).toHaveCount(1);
    await expect(page.getByRole("heading", { name: /^Shop .*, 3$/ })).toBeVisible();
    await expect(rowOf(page, "Ann Journey")).toMatchAriaSnapshot(`
      - listitem:
        - link /^Ann Journey now Hello from Ann Journey 1 unread message$/
        - checkbox "Select Ann Journey"
    `);
  });

  await test.step("single keys act on the row with the ring, and say why they cannot", async () => {
    await expect(ring(page)).toContainText("Ben Journey");
    await page.keyboard.press("i");
    await expect(refusal(page)).toContainText(`assigned to ${ADMIN.name}`);
    await page.keyboard.press("i");
    await expect(refusal(page)).toContainText("is already assigned to you.");
    await expect(pane(page)).toContainText("Select a conversation");
    await page.keyboard.press("k");
    await page.keyboard.press("Enter");
    await expect(thread(page, "Ann Journey")).toBeVisible();
  });

  await test.step("a clicked row has the ring as soon as keys are used", async () => {
    await rowOf(page, "Ann Journey").getByRole("link").click();
    await page.keyboard.press("Escape");
    await expect(pane(page)).toContainText("Select a conversation");
    await expect(ring(page)).toContainText("Ann Journey");
    await page.keyboard.press("Enter");
    await expect(thread(page, "Ann Journey")).toBeVisible();
  });

  await test.step("while a conversation is open, moving opens the next one", async () => {
    await page.keyboard.press("j");
    await expect(thread(page, "Ben Journey")).toBeVisible();
    await expect(ring(page)).toContainText("Ben Journey");
    await expect(page.getByRole("list", { name: inboxName })).toMatchAriaSnapshot(`
      - list:
        - listitem:
          - link /^Ann Journey/
        - listitem:
          - link /^Ben Journey .*Hello from Ben Journey/
    `);
    await expect(thread(page, "Ben Journey")).toMatchAriaSnapshot(`
      - region "Messages with Ben Journey":
        - list:
          - listitem:
            - heading "New" [level=3]
          - listitem:
            - paragraph: Hello from Ben Journey
    `);
  });

  await test.step("Enter sends where the profile says so, Shift+Enter begins a line", async () => {
    await page.evaluate(() => localStorage.setItem("tickline.enter-sends", "on"));
    await page.evaluate(() => dispatchEvent(new StorageEvent("storage")));
    await page.keyboard.press("r");
    await page.keyboard.type("On its way.");
    await page.keyboard.press("Shift+Enter");
    await page.keyboard.type("Tomorrow.");
    await expect(page.getByRole("button", { name: /^Send(?! and)/ })).toHaveText("Send↵");
    await page.keyboard.press("Enter");
    await expect(message(page, "On its way.")).toContainText("Tomorrow.");
    await expect(reply(page, "Ben Journey")).toHaveValue("");
  });

  await test.step("a screen reader tells who wrote, when, and whether it was delivered", async () => {
    await expect(message(page, "Hello from Ben Journey")).toMatchAriaSnapshot(`
      - listitem:
        - paragraph: Hello from Ben Journey
        - paragraph:
          - text: Ben Journey
          - link /\\d:\\d\\d [AP]M\\. Copy link to this message$/
    `);
    await expect(message(page, "On its way.")).toMatchAriaSnapshot(`
      - listitem:
        - button "Message actions"
        - paragraph:
          - text: ${ADMIN.name}
          - link /\\d:\\d\\d [AP]M\\. Copy link to this message$/
          - button "Pending"
    `);
    await expect(rowOf(page, "Ben Journey")).toMatchAriaSnapshot(`
      - listitem:
        - link /^Ben Journey now On its way\\. Tomorrow\\. , Pending Assigned to ${ADMIN.name}$/
    `);
    await expect(page.getByRole("region", { name: "Composer" })).toMatchAriaSnapshot(`
      - region "Composer":
        - group "Message type":
          - button "Reply" [pressed]
          - button "Note"
        - textbox "Reply to Ben Journey"
        - button "Attach files"
        - button "Send"
    `);
  });

  await test.step("resolved by key, and undone from the palette", async () => {
    await page.keyboard.press("Escape");
    await page.keyboard.press("e");
    await expect(rowOf(page, "Ben Journey")).toHaveCount(0);
    const toast = refusal(page).getByRole("button", { name: "Undo" });
    await expect(refusal(page)).toMatchAriaSnapshot(`
      - region /^Notices/:
        - dialog /^#\\d+ resolved/:
          - heading /^#\\d+ resolved/ [level=2]
          - button "Undo"
    `);
    await page.keyboard.press("ControlOrMeta+k");
    await page.keyboard.type("undo resolved");
    await expect(page.getByRole("option").first()).toHaveText(/^Undo: #\d+ resolved/);
    await page.keyboard.press("Enter");
    await expect(rowOf(page, "Ben Journey")).toBeVisible();
    await expect(toast).toHaveCount(0); // its offer is used
    await expect(refusal(page)).toContainText(/Undone: #\d+ resolved/);
  });
});
