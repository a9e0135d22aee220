/**
 * How many rows of a list the server renders: more than most windows show. They stand in normal flow, with their height
 * from the style sheet, because the content policy refuses inline styles in HTML; the virtual list takes them over once
 * it has measured the window.
 */
export const FIRST_ROWS = 24;

/** A rem in px. On the server nothing is measured: there the value is never shown. */
export const remPx = (): number =>
  typeof document === "undefined"
    ? 16
    : Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
