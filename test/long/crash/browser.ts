import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "@playwright/test";
import { findChromium } from "@/scripts/chromium.js";
import { waitUntil } from "@/server/lib/async/wait-until";

type Cookies = Parameters<ReturnType<Browser["contexts"]>[number]["addCookies"]>[0];

/** A browser process with a profile on the disk, as a member's own: what it keeps survives its death. */
export type CrashingBrowser = {
  /** Opens a page in the running browser; starts it first if it was killed. */
  open(url: string): Promise<Page>;
  /** `kill -9` of the whole browser. */
  kill(): Promise<void>;
  remove(): Promise<void>;
};

/** @param cookies of the signed-in member: a browser writes new ones to the disk only after half a minute */
export function makeBrowser(cookies: Cookies): CrashingBrowser {
  const profile = mkdtempSync(join(tmpdir(), "tickline-browser-"));
  const portFile = join(profile, "DevToolsActivePort");
  let running: { child: ChildProcess; browser: Browser } | null = null;

  async function start(): Promise<Browser> {
    rmSync(portFile, { force: true });
    const isRoot = process.getuid?.() === 0;
    const args = [
      "--remote-debugging-port=0",
      `--user-data-dir=${profile}`,
      "--headless=new",
      "--disable-gpu",
    ];
    const child = spawn(
      findChromium() ?? chromium.executablePath(),
      [...args, ...(isRoot ? ["--no-sandbox"] : [])],
      {
        stdio: "ignore",
        detached: true, // a process group of its own, which is killed as a whole
      },
    );
    const hasPort = () => existsSync(portFile) && readFileSync(portFile, "utf8").includes("\n");
    if (!(await waitUntil(hasPort, { withinMs: 30_000 }))) throw new Error("the browser did not start");
    const [port] = readFileSync(portFile, "utf8").split("\n");
    const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
    await browser.contexts()[0]?.addCookies(cookies);
    running = { child, browser };
    return browser;
  }
  async function kill(): Promise<void> {
    if (!running) return;
    const { child, browser } = running;
    running = null;
    const exited = once(child, "exit");
    process.kill(-(child.pid ?? 0), "SIGKILL");
    await exited;
    await browser.close().catch(() => undefined); // the connection only: the process is gone
  }
  return {
    async open(url) {
      const browser = running?.browser ?? (await start());
      const context = browser.contexts()[0];
      if (!context) throw new Error("the browser has no context");
      const page = await context.newPage();
      await page.goto(url);
      await page.locator("html[data-ready]").waitFor({ state: "attached" });
      return page;
    },
    kill,
    async remove() {
      await kill();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Kills the page's renderer, as a crash or the system would. */
export async function crash(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const crashed = page.waitForEvent("crash");
  session.send("Page.crash").catch(() => undefined); // never answered
  await crashed;
  await page.close();
}
