import { createServer, type RequestListener } from "node:http";
import { type Browser, chromium } from "@playwright/test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findChromium } from "@/scripts/chromium.js";
import { frameDocument, framePolicy } from "@/server/channels/email/html/frame-document";
import { sanitizeMail } from "@/server/channels/email/html/sanitize-mail";
import { FRAME_SANDBOX } from "@/server/contract/message/mail-frame";
import { attacksOn } from "@/test/support/mail/attacks";

/** A page of the product allows frames of its own origin only, and no inline styles. */
const PAGE_POLICY = "default-src 'self'; style-src 'self'";
const PIXEL = Buffer.from("R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==", "base64");

let browser: Browser;
let product: Listener;

/** What the frame's address answers. */
let mailPage = "";

beforeAll(async () => {
  product = await listen(({ url = "" }, response) => {
    const [path, query] = url.split("?");
    const isMail = path === "/mail";
    const policy = isMail ? framePolicy({ hasRemotePictures: query === "remote" }) : PAGE_POLICY;
    const type = isMail || path === "/page" ? "text/html" : "image/gif";
    response.writeHead(200, { "content-type": type, "content-security-policy": policy });
    response.end(isMail ? mailPage : path === "/page" ? "<!doctype html><title>page</title><body>" : PIXEL);
  });
  const executablePath = findChromium();
  browser = await chromium.launch({
    ...(executablePath && { executablePath }),
    args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
  });
});
afterAll(async () => {
  await browser.close();
  product.close();
});

/** Shows a mail in the frame of a page, and reports what it did until the frame had loaded. */
async function show(html: string, { hasRemotePictures = false } = {}) {
  const mail = sanitizeMail(html);
  if (!mail) throw new Error("the mail is too large");
  mailPage = frameDocument({
    mail,
    pictureUrl: (contentId) => (contentId === "logo" ? "/files/logo.gif" : null),
    hasRemotePictures,
    quoteLabel: "Quoted text",
    locale: "en",
    theme: "light",
  });
  return showFrame(hasRemotePictures ? "/mail?remote" : "/mail");
}

/** Opens a page with a sandboxed frame of this path. */
async function showFrame(path: string) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const did = { dialogs: 0, messages: 0, frames: 0, url: "" };
  page.on("dialog", (dialog) => {
    did.dialogs++;
    void dialog.dismiss();
  });
  await page.goto(`${product.origin}/page`);
  product.requested.length = 0;
  did.messages = await page.evaluate(
    ([src, allowed]) =>
      new Promise<number>((resolve) => {
        let count = 0;
        addEventListener("message", () => count++);
        const frame = document.createElement("iframe");
        frame.sandbox.value = allowed ?? "";
        frame.src = src ?? "";
        frame.addEventListener("load", () => setTimeout(() => resolve(count)));
        document.body.append(frame);
      }),
    [path, FRAME_SANDBOX],
  );
  const [, frame] = page.frames();
  return { context, page, frame, did: { ...did, frames: page.frames().length, url: page.url() } };
}

test("no attack runs a script, loads anything, or leads the window elsewhere", async () => {
  const other = await listen((_, response) => response.end());
  const attacks = attacksOn(other.origin);
  for (const attack of [...attacks, attacks.join("\n")]) {
    const { context, did } = await show(attack);
    await context.close();
    expect({ attack, did, requested: [...product.requested, ...other.requested] }).toEqual({
      attack,
      did: { dialogs: 0, messages: 0, frames: 2, url: `${product.origin}/page` },
      requested: ["/mail"],
    });
  }
  other.close();
}, 120_000);

test("the frame and its policy alone run no script of a mail that is not sanitised", async () => {
  const other = await listen((_, response) => response.end());
  for (const attack of attacksOn(other.origin)) {
    mailPage = `<!doctype html><body>${attack}`;
    const { context, did } = await showFrame("/mail");
    await context.close();
    const { dialogs, messages, url } = did;
    expect({ attack, dialogs, messages, url, requested: other.requested }).toEqual({
      attack,
      ...{ dialogs: 0, messages: 0, url: `${product.origin}/page`, requested: [] },
    });
  }
  other.close();
}, 120_000);

test("the attacks are noticed on a page without protection", async () => {
  const other = await listen((_, response) => response.end());
  const context = await browser.newContext();
  const page = await context.newPage();
  const dialog = page.waitForEvent("dialog").then((shown) => shown.dismiss());
  await page.setContent(`<!doctype html>${attacksOn(other.origin)[2]}<img src="${other.origin}/loaded.png">`);
  await dialog;
  await context.close();
  expect(other.requested).toEqual(["/loaded.png"]);
  other.close();
});

test("styles and pictures of a mail are shown, and a quotation opens", async () => {
  const { context, frame } = await show(
    '<p style="color:rgb(1, 2, 3)">new</p><img src="cid:logo"><blockquote type="cite"><p>old</p></blockquote>',
  );
  expect(product.requested).toEqual(["/mail", "/files/logo.gif"]);
  const color = await frame?.getByText("new").evaluate((element) => getComputedStyle(element).color);
  expect(color).toBe("rgb(1, 2, 3)");
  expect(await frame?.getByText("old").isVisible()).toBe(false);
  await frame?.getByText("Quoted text").click();
  expect(await frame?.getByText("old").isVisible()).toBe(true);
  await context.close();
});

test("a blocked picture has its place, and one that only counts readers has none", async () => {
  const { context, frame } = await show(
    '<p>Hello<img src="https://x.example/a.png" width="60"><img src="https://x.example/b.gif" width="1" height="1"></p>',
  );
  expect(await frame?.locator("img[width='60']").isVisible()).toBe(true);
  expect(await frame?.locator("img[width='1']").isVisible()).toBe(false);
  await context.close();
});

test("remote pictures are loaded once the reader wants them, and not before", async () => {
  const other = await listen((_, response) => response.end(PIXEL));
  const html = `<img src="${other.origin}/news.gif">`;
  const blocked = await show(html);
  expect(other.requested).toEqual([]);
  const shown = await show(html, { hasRemotePictures: true });
  expect(other.requested).toEqual(["/news.gif"]);
  await blocked.context.close();
  await shown.context.close();
  other.close();
});

test("a page measures the height of a mail, also after a quotation unfolds, and receives its keys", async () => {
  const { context, page, frame } = await show(
    '<div style="height:700px">new</div><blockquote type="cite"><p>old</p></blockquote>',
  );
  const measured = page.evaluate(
    () =>
      new Promise<number[]>((resolve) => {
        const heights: number[] = [];
        const root = document.querySelector("iframe")?.contentDocument?.documentElement;
        const observer = new ResizeObserver(() => {
          heights.push(root?.getBoundingClientRect().height ?? 0);
          if (heights.length === 1) root?.querySelector("summary")?.click();
          else resolve(heights);
        });
        if (root) observer.observe(root);
      }),
  );
  const [folded = 0, unfolded = 0] = await measured;
  expect(folded).toBeGreaterThan(700);
  expect(unfolded).toBeGreaterThan(folded);
  await page.evaluate(() => {
    const inner = document.querySelector("iframe")?.contentDocument;
    inner?.addEventListener("keydown", ({ key }) => document.body.setAttribute("data-key", key));
  });
  await frame?.getByText("Quoted text").focus();
  await page.keyboard.press("j");
  expect(await page.locator("body").getAttribute("data-key")).toBe("j");
  await context.close();
});

type Listener = { origin: string; requested: string[]; close: () => void };

/** A server on a port of its own that notes the paths that are requested. */
async function listen(answer: RequestListener): Promise<Listener> {
  const requested: string[] = [];
  const server = createServer((request, response) => {
    requested.push(request.url ?? "");
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return { origin: `http://127.0.0.1:${address.port}`, requested, close: () => server.close() };
}
