import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "@playwright/test";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { violationsInBothSchemes } from "@/e2e/support/axe";
import { buildWidget } from "@/scripts/build-widget.js";
import { findChromium } from "@/scripts/chromium.js";
import { startSite } from "@/test/support/widget/site";
import { type StandIn, startStandIn } from "@/test/support/widget/stand-in";
import { uglyPages } from "@/test/support/widget/ugly-pages";

const DESKTOP = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
/** A folder for the pictures of the pages, to look at. */
const PICTURES = process.env["WIDGET_PICTURES"];

let folder: string;
let script: string;
let browser: Browser;
let standIn: StandIn;
let site: Awaited<ReturnType<typeof startSite>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tickline-widget-"));
  script = (await buildWidget(folder)).file;
  const isRoot = process.getuid?.() === 0;
  const executablePath = findChromium();
  browser = await chromium.launch({
    ...(executablePath && { executablePath }),
    args: isRoot ? ["--no-sandbox"] : [],
  });
});
beforeEach(async () => {
  standIn = await startStandIn({ script });
  site = await startSite(standIn.url, uglyPages(standIn.url));
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  site.close();
  standIn.close();
});
afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true });
});

/** Opens a page of the site. Fails the test by an error of the page's scripts or a violation of its policy. */
async function visit(path: string, options: Parameters<Browser["newContext"]>[0] = {}) {
  const context = await browser.newContext({ viewport: DESKTOP, ...options });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", ({ message }) => errors.push(message));
  page.on("console", (line) => {
    if (line.text().includes("Content Security Policy") || line.text().includes("TrustedHTML"))
      errors.push(line.text());
  });
  await page.goto(site.url + path);
  return { context, page, errors };
}

const launcher = (page: Page) => page.locator("tickline-widget button").first();
const field = (page: Page) => page.locator("tickline-widget textarea");
const theirs = (page: Page) => page.locator("tickline-widget .theirs");

async function send(page: Page, text: string): Promise<void> {
  await field(page).pressSequentially(text);
  await page.keyboard.press("Enter");
}

async function picture(page: Page, name: string): Promise<void> {
  if (PICTURES) await page.screenshot({ path: join(PICTURES, `${name}.png`), animations: "disabled" });
}

const VIEWS = [
  ["desktop", { viewport: DESKTOP }],
  ["phone", { viewport: PHONE, isMobile: true, hasTouch: true }],
  ["dark", { viewport: DESKTOP, colorScheme: "dark" }],
  ["dark-phone", { viewport: PHONE, isMobile: true, hasTouch: true, colorScheme: "dark" }],
] as const;
const PAGES = ["/plain", "/strict-csp", "/hostile-css", "/quirks"];

test.each(PAGES.flatMap((path) => VIEWS.map(([view, options]) => [path, view, options] as const)))(
  "on %s, %s, the launcher opens, a message is sent and the answer is shown",
  async (path, view, options) => {
    const { page, errors } = await visit(path, options);
    await picture(page, `${path.slice(1)}-${view}-closed`);
    await launcher(page).click();
    await send(page, "Where is my order?");
    await expect.poll(() => standIn.messages.map(({ text }) => text)).toEqual(["Where is my order?"]);
    standIn.reply(
      "On its way: https://post.example/track?id=17. It should be with you tomorrow before noon.",
    );
    await theirs(page).waitFor();
    await picture(page, `${path.slice(1)}-${view}`);
    expect(errors).toEqual([]);
  },
);

test("a message is read only while the panel is open in a focused window, and once", async () => {
  const { page } = await visit("/plain");
  await launcher(page).click();
  await send(page, "hello");
  await expect.poll(() => standIn.messages.length).toBe(1);
  await page.locator("tickline-widget [data-message]").waitFor();
  await page.keyboard.press("Escape");
  standIn.reply("closed");
  await expect.poll(() => standIn.receipts).toEqual([{ conversationId: 1, delivered: 2 }]);
  await expect.poll(() => launcher(page).textContent()).toBe("1");
  await launcher(page).click();
  await expect.poll(() => standIn.receipts.slice(1)).toEqual([{ conversationId: 1, read: 2 }]);
  await expect.poll(() => launcher(page).textContent()).toBe("");
  // Each page of the test's browser has the focus: another window's is played.
  await page.evaluate(() => {
    document.hasFocus = () => false;
  });
  standIn.reply("behind another window");
  await expect.poll(() => standIn.receipts.slice(2)).toEqual([{ conversationId: 1, delivered: 3 }]);
  await theirs(page).nth(1).waitFor();
  expect(standIn.receipts).toHaveLength(3);
  await page.evaluate(() => {
    document.hasFocus = () => true;
    window.dispatchEvent(new Event("focus"));
  });
  await expect.poll(() => standIn.receipts.slice(3)).toEqual([{ conversationId: 1, read: 3 }]);
});

test("answers are lost, the server stops, the page is reloaded and closed: each message is stored once", async () => {
  const { context, page } = await visit("/plain");
  await launcher(page).click();
  standIn.faults.lostAnswers = 1;
  await send(page, "one");
  await expect.poll(() => standIn.messages.length).toBe(1);
  await page.locator("tickline-widget .pending").waitFor({ state: "detached" });
  standIn.stop();
  await send(page, "two");
  await send(page, "three");
  await page.reload();
  await page.close();
  standIn.resume();
  const tabs = [await context.newPage(), await context.newPage()];
  await Promise.all(tabs.map((tab) => tab.goto(`${site.url}/plain`)));
  await expect.poll(() => standIn.messages.map(({ text }) => text)).toEqual(["one", "two", "three"]);
  for (const tab of tabs) {
    await launcher(tab).click();
    await expect.poll(() => tab.locator("tickline-widget .own").count()).toBe(3);
  }
});

test("events that came while the connection was cut are shown after it", async () => {
  const { page } = await visit("/plain");
  await launcher(page).click();
  await send(page, "hello");
  await expect.poll(() => standIn.messages.length).toBe(1);
  standIn.stop();
  for (const text of ["a", "b", "c"]) standIn.reply(text);
  await page.getByText("Connecting…").waitFor();
  standIn.resume();
  await expect.poll(() => theirs(page).count()).toBe(3);
});

test("on a phone the panel covers the screen and keeps the focus", async () => {
  const { page } = await visit("/plain", { viewport: PHONE, isMobile: true, hasTouch: true });
  await launcher(page).click();
  const panel = page.locator("tickline-widget [role=dialog]");
  await expect.poll(() => panel.boundingBox()).toEqual({ x: 0, y: 0, ...PHONE });
  expect(await panel.getAttribute("aria-modal")).toBe("true");
  for (let i = 0; i < 12; i += 1) {
    await page.keyboard.press(i % 3 === 0 ? "Shift+Tab" : "Tab");
    expect(await page.evaluate(() => document.activeElement?.localName)).toBe("tickline-widget");
  }
});

test("axe finds nothing in the closed widget, a thread and the list, light and dark", async () => {
  const { page } = await visit("/plain");
  await launcher(page).waitFor();
  expect(await violationsInBothSchemes(page)).toEqual([]);
  await launcher(page).click();
  await send(page, "hello");
  await page.locator("tickline-widget [data-message]").waitFor();
  standIn.reply("See https://shop.example/returns");
  await theirs(page).waitFor();
  await page.getByLabel("Insert an emoji").click();
  await page.getByRole("button", { name: "Email me this conversation" }).click();
  expect(await violationsInBothSchemes(page)).toEqual([]);
  await page.getByLabel("Back to conversations").click();
  expect(await violationsInBothSchemes(page)).toEqual([]);
});

test("axe finds nothing in the questions, light and dark", async () => {
  standIn.config.questions.push(
    { key: "email", label: "Email", kind: "email", isRequired: true, options: [] },
    { key: "topic", label: "Topic", kind: "choice", isRequired: false, options: ["Returns"] },
  );
  const { page } = await visit("/plain");
  await launcher(page).click();
  await page.getByRole("button", { name: "Start chat" }).click();
  await page.getByText("Fill in this field.").waitFor();
  expect(await violationsInBothSchemes(page)).toEqual([]);
});

test("a visitor mails the conversation to themselves by keyboard alone", async () => {
  const { page } = await visit("/strict-csp");
  await launcher(page).press("Enter");
  await send(page, "hello");
  await page.locator("tickline-widget [data-message]").waitFor();
  await page.getByRole("button", { name: "Email me this conversation" }).press("Enter");
  const focused = () =>
    page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.getAttribute("type"));
  await expect.poll(focused).toBe("email");
  await page.keyboard.type("ada@shop.example");
  await page.keyboard.press("Enter");
  await page.getByText("The transcript is on its way to ada@shop.example.").waitFor();
  const sent = standIn.requests.filter(({ path }) => path === "transcript").map(({ body }) => body);
  expect(sent).toEqual([{ conversationId: 1, email: "ada@shop.example" }]);
});
