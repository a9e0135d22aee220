import type { Page } from "@playwright/test";
import axe from "axe-core";
import { waitUntil } from "@/server/lib/async/wait-until";

declare global {
  interface Window {
    axe: typeof axe;
  }
}

/** The time for fades, and for what is loaded when the page is idle, in ms. */
const RESTS_WITHIN_MS = 10_000;
/** The rules about colours. */
const COLOUR_RULES = ["color-contrast", "link-in-text-block"];

/** The violations that axe finds in the page at rest: rule and elements. Passing states do not count. */
export async function violations(page: Page, rules?: readonly string[]): Promise<string[]> {
  let found: string[] = [];
  const hasNone = async () => {
    found = await violationsNow(page, rules);
    return found.length === 0;
  };
  await waitUntil(hasNone, { withinMs: RESTS_WITHIN_MS, everyMs: 250 });
  return found;
}

/** Checks light and dark, which differ in their colours: in dark only the rules about colours run. */
export async function violationsInBothSchemes(page: Page): Promise<string[]> {
  const inLight = await violations(page);
  await page.emulateMedia({ colorScheme: "dark" });
  const inDark = await violations(page, COLOUR_RULES);
  await page.emulateMedia({ colorScheme: "light" });
  return [...inLight, ...inDark.map((violation) => `in dark: ${violation}`)];
}

/** Checks the page in the system's own colours, and at 200 %: half as wide and high, and without a scroll bar below. */
export async function violationsWhenAdjusted(page: Page): Promise<string[]> {
  await page.emulateMedia({ forcedColors: "active" });
  const inForcedColours = await violations(page, COLOUR_RULES);
  await page.emulateMedia({ forcedColors: "none" });
  const normal = page.viewportSize() ?? { width: 1280, height: 720 };
  await page.setViewportSize({ width: normal.width / 2, height: normal.height / 2 });
  const zoomed = await violations(page);
  const isCut = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  await page.setViewportSize(normal);
  return [
    ...inForcedColours.map((violation) => `in forced colours: ${violation}`),
    ...zoomed.map((violation) => `at 200 %: ${violation}`),
    ...(isCut ? ["at 200 %: the page is wider than the window"] : []),
  ];
}

async function violationsNow(page: Page, rules?: readonly string[]): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  return page.evaluate(async (only) => {
    const isPassing = (each: Animation) =>
      each.playState === "running" && each.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY;
    // Chromium may never resolve `finished` of a transition that is scrolled out of view.
    while (document.getAnimations().some(isPassing))
      await new Promise((frame) => requestAnimationFrame(frame));
    await new Promise((rest) => requestIdleCallback(rest, { timeout: 1_000 }));
    const { violations: found } = await window.axe.run(document, {
      resultTypes: ["violations"],
      ...(only && { runOnly: { type: "rule" as const, values: [...only] } }),
    });
    return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
  }, rules);
}
