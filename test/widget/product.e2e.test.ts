import { createHmac } from "node:crypto";
import { type Browser, chromium, type Page } from "@playwright/test";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { buildWidget } from "@/scripts/build-widget.js";
import { findChromium } from "@/scripts/chromium.js";
import { createApp } from "@/server/http/app";
import { type Api, type Client, createTokenTenant, openApi } from "@/test/support/clients/api";
import { startSite } from "@/test/support/widget/site";

let api: Api;
let client: Client;
let browser: Browser;
let site: Awaited<ReturnType<typeof startSite>>;
let inboxId: number;

beforeAll(async () => {
  await buildWidget("dist");
  api = await openApi(createApp);
  client = (await createTokenTenant(api)).client;
  const executablePath = findChromium();
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  browser = await chromium.launch({ ...(executablePath && { executablePath }), args });
});
afterAll(async () => {
  await browser.close();
  site.close();
  await api.close();
});
beforeEach(async () => {
  const { status, body } = await client.post("/v1/inboxes", { name: "Website", channel: "widget" });
  expect(status).toBe(201);
  inboxId = body.id;
  site = await startSite(api.url, { "/": {} }, body.identifier);
  const changed = await client.patch(`/v1/inboxes/${body.id}`, { settings: { allowedOrigins: [site.url] } });
  expect(changed.status).toBe(200);
});

const launcher = (page: Page) => page.locator("tickline-widget button").first();

async function visit(): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(site.url);
  return page;
}

async function write(page: Page, text: string): Promise<void> {
  await page.locator("tickline-widget textarea").fill(text);
  await page.keyboard.press("Enter");
}

async function conversationOf(): Promise<string> {
  const { body } = await client.get(`/v1/conversations?inboxId=${inboxId}`);
  return `/v1/conversations/${body.data[0].displayId}/messages`;
}

const statuses = async (path: string) =>
  (await client.get(path)).body.data.map(({ content, status }: { content: string; status: string }) => [
    content,
    status,
  ]);

test("a visitor writes, a member answers, and the ticks follow the window", async () => {
  const page = await visit();
  await launcher(page).click();
  await write(page, "Where is my order?");
  await page.locator("tickline-widget .own .i-sent").waitFor();
  await page.keyboard.press("Escape");
  const path = await conversationOf();
  expect((await client.post(path, { content: "On its way" })).status).toBe(201);
  await expect.poll(() => statuses(path)).toContainEqual(["On its way", "delivered"]);
  await expect.poll(() => launcher(page).textContent()).toBe("1");
  await launcher(page).click();
  await page.getByText("On its way").last().waitFor();
  await expect.poll(() => statuses(path)).toContainEqual(["On its way", "read"]);
  await page.reload();
  await expect.poll(() => launcher(page).textContent()).toBe("");
  await launcher(page).click();
  await expect.poll(() => page.locator("tickline-widget [data-message]").count()).toBe(2);
});

const SECRET = "a secret of the site, long enough to be one";
const hashOf = (id: string) => createHmac("sha256", SECRET).update(id).digest("hex");

test("a conversation goes from the anonymous visitor to the site's customer, in each browser of theirs", async () => {
  await client.patch(`/v1/inboxes/${inboxId}`, { settings: { identitySecret: SECRET } });
  const identify = (page: Page, hash: string) =>
    page.evaluate(
      ([id, signed]) => window.tickline?.push(["identify", { id, hash: signed, name: "Ada Duarte" }]),
      ["customer-7", hash] as const,
    );
  const first = await visit();
  await launcher(first).click();
  await write(first, "I am not signed in");
  await first.locator("tickline-widget .own .i-sent").waitFor();
  const refused = first.waitForEvent("console", (line) => line.text().startsWith("tickline:"));
  await identify(first, hashOf("another"));
  expect((await refused).type()).toBe("error");
  await identify(first, hashOf("customer-7"));
  const second = await visit();
  await identify(second, hashOf("customer-7"));
  await launcher(second).click();
  await second.getByText("I am not signed in").waitFor();
  await write(second, "Now I am");
  await first.getByText("Now I am").waitFor();
  const { body } = await client.get(`/v1/conversations?inboxId=${inboxId}`);
  expect(body.data).toHaveLength(1);
});

test("files and the answers to the questions arrive with the first message", async () => {
  const questions = [{ key: "order", label: "Order number", isRequired: true }];
  await client.patch(`/v1/inboxes/${inboxId}`, { settings: { questions } });
  const page = await visit();
  await launcher(page).click();
  await page.getByLabel("Order number").fill("A-17");
  await page.getByRole("button", { name: "Start chat" }).click();
  await page
    .locator("tickline-widget input[type=file]")
    .setInputFiles({ name: "plan.txt", mimeType: "text/plain", buffer: Buffer.from("the plan") });
  await page.locator("tickline-widget progress").waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Send" }).click();
  await page.locator("tickline-widget .own .i-sent").waitFor();
  const { body } = await client.get(`/v1/conversations?inboxId=${inboxId}`);
  expect(body.data[0].customAttributes).toEqual({ order: "A-17" });
  const { body: messages } = await client.get(await conversationOf());
  expect(messages.data[0].attachments).toMatchObject([{ name: "plan.txt", bytes: 8 }]);
});

test("a site that the inbox does not allow gets no session", async () => {
  await client.patch(`/v1/inboxes/${inboxId}`, { settings: { allowedOrigins: ["https://other.example"] } });
  const page = await (await browser.newContext()).newPage();
  const failed = page.waitForEvent("requestfailed", (request) => request.url().endsWith("/session"));
  await page.goto(site.url);
  await failed;
  await launcher(page).click();
  await page.getByText("Connecting…").waitFor();
});
