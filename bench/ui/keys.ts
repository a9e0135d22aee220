import { setTimeout } from "node:timers/promises";
import type { Page } from "@playwright/test";
import type { BenchResult } from "@/bench/lib/report";
import { waitUntil } from "@/server/lib/async/wait-until";
import { type Probe, quantile } from "./probe";
import { LIST, ready, type Scene, throttle } from "./scene";

/** B12: keys in a list of 5,000: the time until the response is painted, and the delay of every interaction. */
export async function keys(
  scene: Scene,
  { moves, rate }: { moves: number; rate: number },
): Promise<BenchResult> {
  const page = await scene.openPage(LIST);
  await ready(page);
  await throttle(page, rate);
  const faults = await press(page, moves);
  const measured = await page.evaluate(() => window.__probe);
  await page.context().close();
  const how = rate === 1 ? "" : `, CPU ÷ ${rate}`;
  const none = { bare: null, ratio: null, isVoid: false, unit: "ms" };
  return {
    lines: [
      {
        ...none,
        name: `ui key → painted p95${how}`,
        ours: quantile(measured.moves, 0.95),
        target: rate === 1 ? "< 50" : "–",
      },
      {
        ...none,
        name: `ui INP p98${how}`,
        ours: quantile(delays(measured), 0.98),
        target: rate === 1 ? "≤ 24" : "≤ 50",
      },
    ],
    faults,
    detail: { moves: measured.moves, interactions: measured.interactions, count: measured.interactionCount },
  };
}

/** The browser does not report interactions below 16 ms: they count as 16. */
const QUICK_MS = 16;
const delays = ({ interactions, interactionCount }: Probe): number[] => {
  const reported = Object.values(interactions);
  return [
    ...reported,
    ...Array.from({ length: Math.max(0, interactionCount - reported.length) }, () => QUICK_MS),
  ];
};

/** Between two presses: a held key repeats thirty times a second. Without it the presses would queue, and so would the figures. */
const REPEAT_MS = 33;

/** Moves through the list, opens, writes, sends, opens the palette. */
async function press(page: Page, moves: number): Promise<string[]> {
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute("data-display-id") ?? null);
  const faults: string[] = [];
  for (let i = 0; i < moves; i++) {
    const before = await focused();
    const at = performance.now();
    await page.keyboard.press("j");
    if (!(await waitUntil(async () => (await focused()) !== before, { withinMs: 5_000 })))
      faults.push(`move ${i + 1} did nothing`);
    await setTimeout(Math.max(0, REPEAT_MS - (performance.now() - at)));
  }
  await page.keyboard.press("Enter");
  const field = page.getByRole("textbox", { name: /^Reply to/ });
  await field.waitFor();
  await page.keyboard.press("r");
  await page.keyboard.type("Your parcel arrives tomorrow.", { delay: 20 });
  await page.keyboard.press("ControlOrMeta+Enter");
  if (!(await waitUntil(async () => (await field.inputValue()) === "", { withinMs: 5_000 })))
    faults.push("the reply was not sent");
  await page.keyboard.press("Escape");
  await page.keyboard.press("ControlOrMeta+k");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.type("pending", { delay: 20 });
  await page.keyboard.press("Escape");
  return faults;
}
