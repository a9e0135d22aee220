import { createServer } from "node:http";
import { chromium, type Page } from "@playwright/test";
import { expect, onTestFinished, test, vi } from "vitest";
import { buildWidget } from "@/scripts/build-widget.js";
import { findChromium } from "@/scripts/chromium.js";
import { type Client, clientOf } from "@/test/support/clients/api";
import { createDatabaseForTest } from "@/test/support/database/database";
import { type AppProcess, startApp, temporaryDataDir } from "@/test/support/processes/app-process";
import { listen } from "@/test/support/widget/listen";
import { startSite } from "@/test/support/widget/site";

/** It starts the product several times. */
vi.setConfig({ testTimeout: 300_000 });
/** The widget waits at most half a minute before it connects again. */
const AGAIN = { timeout: 90_000 };

const TOKEN = "a-token-of-an-administrator-of-this-test";
const ROUNDS = 2;

/** A port that is free now, for a product that comes back at its address. */
async function freePort(): Promise<number> {
  const server = createServer();
  const { port } = new URL(await listen(server));
  await new Promise((resolve) => server.close(resolve));
  return Number(port);
}

/** The product with its database, which can be killed and started again. */
async function openProduct() {
  await buildWidget("dist");
  const env = {
    ROLE: "all",
    DATABASE_URL: (await createDatabaseForTest()).url,
    DATA_DIR: temporaryDataDir(),
    PORT: String(await freePort()),
    AUTH_SECRET: "a secret of this test, which signs the tokens of visitors",
    ADMIN_API_TOKEN: TOKEN,
  };
  let app: AppProcess = startApp(env);
  const url = await app.ready();
  return {
    url,
    client: clientOf({ url }, TOKEN),
    async kill() {
      app.child.kill("SIGKILL");
      await app.ended();
    },
    async start() {
      app = startApp(env);
      await app.ready();
    },
  };
}

async function visit(url: string): Promise<Page> {
  const executablePath = findChromium();
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const browser = await chromium.launch({ ...(executablePath && { executablePath }), args });
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
  await page.goto(url);
  await page.locator("tickline-widget button").first().click();
  return page;
}

async function write(page: Page, text: string): Promise<void> {
  await page.locator("tickline-widget textarea").fill(text);
  await page.keyboard.press("Enter");
}

/** The visitor's messages that the server has accepted, as the page shows them. */
const accepted = (page: Page) => page.locator("tickline-widget .own .i-sent").count();

const stored = async (client: Client, path: string) =>
  (await client.get(path)).body.data.map(
    ({ content, status }: { content: string; status: string | null }) => [content, status],
  );

test("the server is killed under an open widget: each message of both sides arrives once, without a reload", async () => {
  const product = await openProduct();
  const { client } = product;
  const { body: inbox } = await client.post("/v1/inboxes", { name: "Website", channel: "widget" });
  const site = await startSite(product.url, { "/": {} }, inbox.identifier);
  onTestFinished(() => site.close());
  await client.patch(`/v1/inboxes/${inbox.id}`, { settings: { allowedOrigins: [site.url] } });
  const page = await visit(site.url);
  let loads = 0;
  page.on("load", () => (loads += 1));
  await write(page, "Hello");
  await expect.poll(() => accepted(page), AGAIN).toBe(1);
  const { body } = await client.get(`/v1/conversations?inboxId=${inbox.id}`);
  const path = `/v1/conversations/${body.data[0].displayId}/messages`;

  for (let round = 1; round <= ROUNDS; round += 1) {
    await product.kill();
    await write(page, `Are you there? ${round}`);
    await product.start();
    await expect.poll(() => accepted(page), AGAIN).toBe(round + 1);
    // Killed as soon as the reply is accepted: it is neither sent nor shown yet.
    expect((await client.post(path, { content: `Here again ${round}` })).status).toBe(201);
    await product.kill();
    await product.start();
    await expect.poll(() => page.getByText(`Here again ${round}`).count(), AGAIN).toBeGreaterThan(0);
    await expect.poll(() => stored(client, path), AGAIN).toContainEqual([`Here again ${round}`, "read"]);
  }

  const rounds = Array.from({ length: ROUNDS }, (_, n) => n + 1);
  const all = rounds.flatMap((round) => [
    [`Are you there? ${round}`, null],
    [`Here again ${round}`, "read"],
  ]);
  expect((await stored(client, path)).toSorted()).toEqual([["Hello", null], ...all].toSorted());
  expect(await page.locator("tickline-widget [data-message]").count()).toBe(1 + all.length);
  expect(loads).toBe(0);
});
