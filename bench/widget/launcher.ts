import { get } from "node:http";
import { type Browser, chromium } from "@playwright/test";
import { median } from "@/bench/lib/report";
import { findChromium } from "../../scripts/chromium.js";

/** How much slower than this machine a phone is. */
const SLOW_RATE = 4;
const VIEWPORT = { width: 1280, height: 800 };

export type Launched = { ms: number; slowMs: number };

/**
 * The time from the navigation until a click reaches the launcher, in a browser that has nothing in its cache; median of so many loads
 * each, at full speed and with the processor slowed down four times. Rejects if a click does nothing.
 */
export async function timeLauncher(
  pages: Record<string, string>,
  loads: number,
): Promise<Record<string, Launched>> {
  const executablePath = findChromium();
  const browser = await chromium.launch({
    ...(executablePath && { executablePath }),
    args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
  });
  const times = Object.entries(pages).map(([name, url]) => ({
    name,
    url,
    fast: [] as number[],
    slow: [] as number[],
  }));
  try {
    for (const one of times) await load(browser, one.url, 1); // warms up the browser and the server
    for (let n = 0; n < loads; n++)
      for (const one of times) {
        one.fast.push(await load(browser, one.url, 1));
        one.slow.push(await load(browser, one.url, SLOW_RATE));
      }
  } finally {
    await browser.close();
  }
  return Object.fromEntries(
    times.map(({ name, fast, slow }) => [name, { ms: median(fast), slowMs: median(slow) }]),
  );
}

async function load(browser: Browser, url: string, rate: number): Promise<number> {
  const context = await browser.newContext({ viewport: VIEWPORT });
  try {
    await context.addInitScript(watchLauncher);
    const page = await context.newPage();
    if (rate > 1) {
      const session = await context.newCDPSession(page);
      await session.send("Emulation.setCPUThrottlingRate", { rate });
    }
    await page.goto(url);
    const ms = await (await page.waitForFunction("window.launcherAt")).jsonValue();
    await page.locator("tickline-widget button").first().click();
    const opened = page.locator("tickline-widget [role=dialog], tickline-widget button[data-pressed]");
    await opened.waitFor({ state: "attached" });
    return Number(ms);
  } finally {
    await context.close();
  }
}

/** In the page: looks in each frame whether the launcher is what lies under the pointer there. As text: the transpiler adds calls. */
const watchLauncher = `(() => {
  const look = () => {
    const button = document.querySelector("tickline-widget")?.shadowRoot?.querySelector("button");
    const { left = 0, top = 0, width = 0, height = 0 } = button?.getBoundingClientRect() ?? {};
    const hit = width > 0 && document.elementFromPoint(left + width / 2, top + height / 2);
    if (hit && hit.localName === "tickline-widget") window.launcherAt = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})()`;

/** The bytes of the script's body, as a browser with these encodings gets it. Null where another encoding comes back. */
export function readBytes(url: string, encoding: "identity" | "gzip" | "br"): Promise<number | null> {
  return new Promise((resolve, reject) => {
    get(`${url}/widget.js`, { headers: { "accept-encoding": encoding } }, (answer) => {
      let bytes = 0;
      answer.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
      });
      answer.on("error", reject);
      answer.on("end", () => {
        const isThis = (answer.headers["content-encoding"] ?? "identity") === encoding;
        resolve(answer.statusCode === 200 && isThis ? bytes : null);
      });
    }).on("error", reject);
  });
}
