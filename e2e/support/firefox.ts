import type { BrowserContext } from "@playwright/test";

declare global {
  interface Window {
    /** By this Playwright inserts the text of `fill` where it controls the browser by WebDriver BiDi. */
    __pw_bidiInsertText?: (text: string) => void;
  }
}

/**
 * Makes `fill` enter text as a member's paste does. Playwright's own way assigns `element.value`, where React keeps its
 * `_valueTracker`: React then takes the `input` event for a repetition and calls no `onChange`. It also appends to numbers.
 */
export const enterTextAsEdits = (context: BrowserContext) =>
  context.addInitScript(() => {
    Object.defineProperty(window, "__pw_bidiInsertText", {
      get: () => (text: string) => {
        document.execCommand("insertText", false, text);
      },
      set: () => undefined, // Playwright's own
    });
  });
