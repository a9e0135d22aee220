import { randomBytes } from "node:crypto";
import { type Browser, type BrowserContext, type CDPSession, chromium, type Page } from "@playwright/test";
import { encode } from "next-auth/jwt";
import { execute, makeFolder, startPostgres } from "@/bench/lib/postgres";
import { buildProduct, startReadyProduct } from "@/bench/lib/product";
import { bulkData, PER_CONVERSATION } from "@/bench/ticks/data";
import { findChromium } from "../../scripts/chromium.js";
import { probe } from "./probe";

/** Rows of the list through which keys move. */
export const CONVERSATIONS = 5_000;
const VIEWPORT = { width: 1440, height: 900 };
/** Every open conversation. */
export const LIST = "/inbox?view=all&status=open";

export type Scene = {
  url: string;
  token: string;
  /** A window of the administrator's, signed in and with the probe in it. */
  openPage(path: string): Promise<Page>;
  close(): Promise<void>;
};

/** The built product with 5,000 open conversations, and a browser. */
export async function openScene(): Promise<Scene> {
  await buildProduct();
  const place = makeFolder("ui");
  const postgres = await startPostgres(place.dataDir);
  const closers: (() => Promise<unknown>)[] = [async () => place.remove(), () => postgres.stop()];
  const close = async () => {
    for (const closeOne of closers.reverse()) await closeOne();
  };
  try {
    const [token, secret] = [randomBytes(24).toString("base64url"), randomBytes(32).toString("base64url")];
    await postgres.execute("create database ours");
    const env = {
      DATABASE_URL: postgres.urlOf("ours"),
      DATA_DIR: place.dataDir,
      ADMIN_API_TOKEN: token,
      AUTH_SECRET: secret,
      LOG_LEVEL: "warn",
    };
    await (await startReadyProduct(env)).stop();
    await execute(env.DATABASE_URL, bulkData(CONVERSATIONS * PER_CONVERSATION));
    const product = await startReadyProduct(env);
    closers.push(() => product.stop());
    const browser = await launch();
    closers.push(() => browser.close());
    const cookie = await encode({
      token: { userId: 1, sessionVersion: 1, signedInAt: Date.now() / 1000 },
      secret,
    });
    const openPage = async (path: string) => {
      const page = await (await openContext(browser, product.url, cookie)).newPage();
      await page.goto(path);
      return page;
    };
    return { url: product.url, token, openPage, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function launch(): Promise<Browser> {
  const executablePath = findChromium();
  return chromium.launch({
    ...(executablePath && { executablePath }),
    args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
  });
}

async function openContext(browser: Browser, baseURL: string, cookie: string): Promise<BrowserContext> {
  const context = await browser.newContext({ baseURL, viewport: VIEWPORT, reducedMotion: "reduce" });
  await context.addCookies([{ name: "next-auth.session-token", value: cookie, url: baseURL }]);
  await context.addInitScript("globalThis.__name = (f) => f"); // the transpiler wraps functions in it
  await context.addInitScript(probe);
  return context;
}

/** Slows the page's processor down, as on a phone. */
export async function throttle(page: Page, rate: number): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate });
  return session;
}

/** Waits until the page handles keys and shows its list. */
export async function ready(page: Page): Promise<void> {
  await page.locator("html[data-ready]").waitFor({ state: "attached" });
  await page.locator("[data-display-id]").first().waitFor();
}
