import { expect, type Page } from "@playwright/test";

/**
 * Fails if something is wider than the window, or if a control cannot be clicked after it was scrolled into view: it lies
 * behind something else, or outside of what scrolls.
 */
export async function expectInReach(page: Page, screen: string): Promise<void> {
  await expect.poll(() => page.evaluate(findOutOfReach), screen).toEqual([]);
}

/** Runs in the page. */
function findOutOfReach(): string[] {
  const controls = "a[href], button, input, select, textarea, summary, [role=switch], [role=option]";
  const isShown = (element: Element) => {
    const { width, height } = element.getBoundingClientRect();
    const isDrawn = element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    return isDrawn && width > 2 && height > 2; // narrower ones are for screen readers
  };
  /** A hit on the control's label counts: it does what the control does. */
  const isHit = (element: Element, x: number, y: number) => {
    const hit = document.elementFromPoint(x, y);
    if (!hit) return false;
    const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])] : [];
    return element.contains(hit) || hit.contains(element) || labels.some((label) => label.contains(hit));
  };
  const isReached = (element: Element) => {
    element.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
    const { left, right, top, bottom } = element.getBoundingClientRect();
    const [y, width] = [(top + bottom) / 2, right - left];
    return [0.5, 0.25, 0.75].some((part) => isHit(element, left + width * part, y));
  };
  const nameOf = (element: Element) =>
    `${element.tagName.toLowerCase()} ${element.getAttribute("aria-label") ?? element.textContent?.trim().slice(0, 40)}`;
  const dialog = [...document.querySelectorAll("[role=dialog], dialog[open]")].find(isShown);
  const covered = [...(dialog ?? document).querySelectorAll(controls)]
    .filter((element) => isShown(element) && !element.closest("[inert], :disabled, [aria-hidden=true]"))
    .filter((element) => !isReached(element))
    .map(nameOf);
  const wide = [document.documentElement, ...document.querySelectorAll("main, [role=dialog]")].filter(
    (element) => element.scrollWidth > element.clientWidth,
  );
  return [...covered, ...wide.map((element) => `wider than the window: ${element.tagName}`)];
}
