import type { Page, Route } from "@playwright/test";
import type { Bench, BenchResult } from "@/bench/lib/report";
import { waitUntil } from "@/server/lib/async/wait-until";
import { keys } from "./keys";
import { loads } from "./loads";
import { quantile } from "./probe";
import { LIST, openScene, ready, type Scene } from "./scene";
import { tickToPaint } from "./tick-to-paint";

/** The screens in a real browser: ticks, keys, the first paint. */
export const ui: Bench = async ({ scale }) => {
  const scene = await openScene();
  try {
    const results: BenchResult[] = [];
    for (const part of partsOf(scene, SIZES[scale])) results.push(await part());
    return {
      lines: results.flatMap(({ lines }) => lines),
      faults: results.flatMap(({ faults }) => faults),
      detail: results.map(({ detail }) => detail),
    };
  } finally {
    await scene.close();
  }
};

const SIZES = {
  tiny: { seconds: 1, moves: 5, slowMoves: 5, resolves: 3, loads: 1 },
  short: { seconds: 5, moves: 30, slowMoves: 20, resolves: 20, loads: 3 },
  long: { seconds: 20, moves: 150, slowMoves: 60, resolves: 60, loads: 7 },
};

const partsOf = (scene: Scene, size: (typeof SIZES)["short"]): (() => Promise<BenchResult>)[] => [
  () => tickToPaint(scene, size.seconds),
  () => keys(scene, { moves: size.moves, rate: 1 }),
  () => keys(scene, { moves: size.slowMoves, rate: 4 }),
  () => resolves(scene, size.resolves),
  () => loads(scene, size.loads),
];

const WITHIN_MS = 5_000;
const TOGETHER = 3;
/** Rows that have not left the view. */
const STAYING = "[data-display-id]:not([data-left])";

/**
 * `e` at rows of the list: from the key until the row is shown as left and that is painted, which takes the server's answer; and whether
 * the changes of three keys are on their way at the same time.
 */
async function resolves(scene: Scene, times: number): Promise<BenchResult> {
  const page = await scene.openPage(LIST);
  await ready(page);
  const faults: string[] = [];
  for (let nth = 0; nth < times; nth++)
    if (!(await resolveFirst(page, nth + 1))) faults.push(`the row of key ${nth + 1} did not go`);
  const { gone } = await page.evaluate(() => window.__probe);
  const together = await inFlight(page);
  if (together !== TOGETHER) faults.push(`${together} of ${TOGETHER} changes were on their way together`);
  await page.context().close();
  const none = { bare: null, ratio: null, isVoid: false };
  return {
    lines: [
      { ...none, name: "ui e → row left p50", ours: quantile(gone, 0.5), unit: "ms", target: "–" },
      { ...none, name: "ui e → row left p95", ours: quantile(gone, 0.95), unit: "ms", target: "–" },
      { ...none, name: "ui changes of three e in flight", ours: together, unit: "", target: `= ${TOGETHER}` },
    ],
    faults,
    detail: { gone },
  };
}

async function resolveFirst(page: Page, count: number): Promise<boolean> {
  await page.locator(STAYING).first().focus();
  await page.keyboard.press("e");
  return waitUntil(async () => (await page.evaluate(() => window.__probe.gone.length)) === count, {
    withinMs: WITHIN_MS,
  });
}

/** Holds the changes of three keys, and counts those that wait. */
async function inFlight(page: Page): Promise<number> {
  const held: Route[] = [];
  await page.route("**/actions", (route) => void held.push(route));
  await page.locator(STAYING).first().focus();
  for (let nth = 0; nth < TOGETHER; nth++) {
    await page.keyboard.press("e");
    await page.keyboard.press("j");
  }
  await waitUntil(() => held.length === TOGETHER, { withinMs: WITHIN_MS });
  await Promise.all(held.map((route) => route.continue()));
  return held.length;
}
