import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { expect, type Page } from "@playwright/test";
import { API_TOKEN } from "@/e2e/support/environment";
import type { Product } from "@/e2e/support/product";
import { signIn } from "@/e2e/support/ready";
import { openRow, pane, rowOf } from "@/e2e/support/screen";
import { test } from "@/e2e/support/session";

/** A server that others run, and the paths that were requested from it. */
async function openRemote() {
  const requested: string[] = [];
  const server = createServer(({ url = "" }, response) => {
    requested.push(url);
    response.writeHead(200, { "content-type": "image/svg+xml" });
    response.end('<svg xmlns="http://www.w3.org/2000/svg" width="40" height="900"/>');
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return { origin: `http://127.0.0.1:${address.port}`, requested, close: () => server.close() };
}

/** Stores a mail for the demo's first inbox, beside the running product. */
function receive({ dataDir }: Product, inboxId: number, from: string, html: string): void {
  const name = from.replaceAll(" ", "-");
  const header = [
    `From: ${from} <${name}@mail.example>`,
    "To: help@shop.example",
    "Subject: Offers of the week",
  ];
  const type = [
    `Message-ID: <${from.replaceAll(" ", "-")}@mail.example>`,
    "Content-Type: text/html; charset=utf-8",
  ];
  const command = ["--import", "tsx", "e2e/support/store-mail.ts", String(inboxId)];
  execFileSync(process.execPath, command, {
    input: [...header, ...type, "", html].join("\r\n"),
    env: { PATH: process.env["PATH"], NODE_ENV: "production", DATA_DIR: dataDir, LOG_LEVEL: "silent" },
  });
}

async function firstInboxId({ request }: Page): Promise<number> {
  const inboxes = await request.get("/v1/inboxes", { headers: { authorization: `Bearer ${API_TOKEN}` } });
  return (await inboxes.json()).data[0].id;
}

test("a newsletter's columns follow the width of the thread, what stays wider is shown smaller, and its styles load nothing", async ({
  demo,
  page,
}) => {
  const remote = await openRemote();
  const css = `@import "${remote.origin}/a.css"; p { background: url(${remote.origin}/a.png) }
    td { width: 290px } @media (max-width: 596px) { .column { display: block; width: 100% } }`;
  const row = (name: string) => `<td class="column"><p>${name} of the columns</p></td>`;
  const table = `<table width="100%"><tr>${row("One")}${row("Two")}</tr></table>`;
  const html = `<style>${css}</style>${table}<div style="width:600px"><p>Wide</p></div>`;
  await signIn(page.request);
  await page.goto("/inbox?view=all");
  receive(demo, await firstInboxId(page), "Wanda Wide", html);
  await openRow(page, "Wanda Wide");
  const frame = pane(page).getByTitle("Email from Wanda Wide");
  const [one, two] = ["One", "Two"].map((name) => frame.contentFrame().getByText(`${name} of the columns`));
  await expect(frame.contentFrame().getByText("Wide")).toBeVisible();
  const topOf = async (text: typeof one) => (await text?.boundingBox())?.y ?? 0;
  await expect.poll(async () => (await topOf(two)) > (await topOf(one))).toBe(true);
  const cut = () =>
    frame.evaluate((element) => {
      const root = element instanceof HTMLIFrameElement ? element.contentDocument?.documentElement : null;
      return root ? root.scrollWidth - root.clientWidth : null;
    });
  await expect.poll(cut).toBe(0);
  expect(remote.requested).toEqual([]);
  remote.close();
});

test("an email is shown as high as it is, runs no script, loads nothing until its reader wants it, and leaves keys to the page", async ({
  demo,
  page,
}) => {
  const remote = await openRemote();
  const run = `fetch('${remote.origin}/script');alert(1)`;
  const html = `<p>Hello</p><script>${run}</script><img src="${remote.origin}/news.svg" onerror="${run}" onload="${run}"><p>Bye</p>`;
  await signIn(page.request);
  const dialogs: string[] = [];
  page.on("dialog", (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  await page.goto("/inbox?view=all");
  receive(demo, await firstInboxId(page), "Nora News", html);
  await expect(rowOf(page, "Nora News")).toContainText("Offers of the week");
  await openRow(page, "Nora News");

  const frame = pane(page).getByTitle("Email from Nora News");
  await expect(frame.contentFrame().getByText("Bye")).toBeVisible();
  const heightOf = async () => (await frame.boundingBox())?.height ?? 0;
  await expect.poll(heightOf).toBeLessThan(160);
  expect(remote.requested).toEqual([]);

  await page.getByRole("button", { name: "Show remote pictures" }).click();
  await page.getByRole("button", { name: "Show whole email" }).click();
  await expect.poll(heightOf).toBeGreaterThan(900);
  expect(remote.requested).toEqual(["/news.svg"]);
  expect(dialogs).toEqual([]);

  await frame.contentFrame().getByText("Hello").click();
  await page.keyboard.press("e");
  await expect(rowOf(page, "Nora News")).toHaveCount(0);
  remote.close();
});

test("what a reader unfolds in an email stays where it was pressed", async ({ demo, page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn(page.request);
  await page.goto("/inbox?view=all");
  receive(demo, await firstInboxId(page), "Lena Long", "<p>A line</p>".repeat(60));
  await openRow(page, "Lena Long");
  const frame = pane(page).getByTitle("Email from Lena Long");
  await expect(frame.contentFrame().getByText("A line").first()).toBeVisible();
  const header = pane(page).getByRole("button", { name: /Details$/ });
  const whole = pane(page).getByRole("button", { name: "Show whole email" });
  for (const [pressed, still] of [
    [header, header],
    [whole, frame],
  ] as const) {
    await pressed.scrollIntoViewIfNeeded();
    const topOf = async () => Math.round((await still.boundingBox())?.y ?? 0);
    const heightOf = async () => (await frame.locator("xpath=ancestor::li[1]").boundingBox())?.height ?? 0;
    const [top, height] = [await topOf(), await heightOf()];
    await pressed.click();
    await expect.poll(heightOf).toBeGreaterThan(height + 50);
    await page.evaluate(
      () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
    );
    expect(await topOf()).toBe(top);
  }
});
