import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { waitUntil } from "@/server/lib/async/wait-until";

/** What fades in, or is loaded when the page is idle, is given this long to be as it will stay. */
const RESTS_WITHIN_MS = 10_000;

/** What axe has to say against the page at rest: rule and places. What is wrong only in passing is none of it. */
export async function violations(page: Page): Promise<string[]> {
  let said: string[] = [];
  const saysNothing = async () => {
    said = await violationsNow(page);
    return said.length === 0;
  };
  await waitUntil(saysNothing, { withinMs: RESTS_WITHIN_MS, everyMs: 250 });
  return said;
}

async function violationsNow(page: Page): Promise<string[]> {
  await page.evaluate(async () => {
    const isPassing = (each: Animation) =>
      each.playState === "running" && each.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY;
    await Promise.allSettled(
      document
        .getAnimations()
        .filter(isPassing)
        .map(({ finished }) => finished),
    );
    await new Promise((rest) => requestIdleCallback(rest, { timeout: 1_000 }));
  });
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
}
