import { gzipSync } from "node:zlib";
import type { APIRequestContext } from "@playwright/test";
import type { BenchResult } from "@/bench/lib/report";
import { quantile } from "./probe";
import { LIST, ready, type Scene, throttle } from "./scene";

const SCRIPT = /<script\b(?![^>]*\bnomodule\b)[^>]*\ssrc="([^"]+)"/gi;

/** B12 and B11: the first paint's duration, its layout shift, and the bytes that it fetches. */
export async function loads(scene: Scene, times: number): Promise<BenchResult> {
  const [paints, bare, shifts, rows]: [number[], number[], number[], number[]] = [[], [], [], []];
  const page = await scene.openPage(LIST);
  await ready(page);
  await throttle(page, 4);
  const still = await page.evaluate(() =>
    document.documentElement.outerHTML.replaceAll(/<script[\s\S]*?<\/script>/g, ""),
  );
  await page.route("**/still", (route) =>
    route.fulfill({ contentType: "text/html", body: `<!doctype html>${still}` }),
  );
  for (let i = 0; i < times; i++) {
    await page.goto(LIST);
    await ready(page);
    const { largestPaintMs, layoutShift, rowsPaintedMs } = await page.evaluate(() => window.__probe);
    paints.push(largestPaintMs);
    rows.push(rowsPaintedMs);
    shifts.push(layoutShift);
    await page.goto("/still");
    await page.waitForFunction(() => window.__probe.largestPaintMs > 0);
    bare.push(await page.evaluate(() => window.__probe.largestPaintMs));
  }
  const sizes = await scriptBytes(page.request);
  const html = gzipSync(await (await page.request.get(LIST)).body()).length;
  await page.context().close();
  const none = { ratio: null, isVoid: false };
  return {
    lines: [
      {
        ...none,
        name: "ui LCP of the inbox, CPU ÷ 4",
        ours: quantile(paints, 0.5),
        bare: quantile(bare, 0.5),
        unit: "ms",
        target: "≤ 1000, bare: the same page without scripts",
      },
      {
        ...none,
        name: "ui first row of the inbox painted, CPU ÷ 4",
        ours: quantile(rows, 0.5),
        bare: null,
        unit: "ms",
        target: "≤ 1000",
      },
      {
        ...none,
        name: "ui HTML of the inbox, with its rows",
        ours: Math.round(html / 100) / 10,
        bare: null,
        unit: "kB gz",
        target: "–",
      },
      {
        ...none,
        name: "ui CLS of the inbox",
        ours: Math.round(Math.max(...shifts) * 1000) / 1000,
        bare: null,
        unit: "",
        target: "≤ 0.02",
      },
      ...Object.entries(sizes).map(([path, bytes]) => ({
        ...none,
        name: `ui first-load JS of ${path}`,
        ours: Math.round(bytes / 100) / 10,
        bare: null,
        unit: "kB gz",
        target: path.startsWith("/inbox") ? "≤ 250" : "–",
      })),
    ],
    faults: [],
    detail: { paints, bare, shifts, rows },
  };
}

async function scriptBytes(request: APIRequestContext): Promise<Record<string, number>> {
  const sizes: Record<string, number> = {};
  for (const path of [LIST, "/settings/inboxes"]) {
    const html = await (await request.get(path)).text();
    const sources = new Set([...html.matchAll(SCRIPT)].flatMap(([, source]) => source ?? []));
    const bodies = await Promise.all([...sources].map(async (source) => (await request.get(source)).body()));
    sizes[path.split("?")[0] ?? path] = bodies.reduce((sum, body) => sum + gzipSync(body).length, 0);
  }
  return sizes;
}
