/** `system` follows the reader's device. */
export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

export const THEME_COOKIE = "theme";

/** The reader's choice, else the system's. */
export const chooseTheme = (cookie: string | undefined): Theme =>
  THEMES.find((theme) => theme === cookie) ?? "system";

/** The heights of list rows. */
export const DENSITIES = ["comfortable", "compact"] as const;
export type Density = (typeof DENSITIES)[number];

export const DENSITY_COOKIE = "density";

/** The reader's choice, else `comfortable`. */
export const chooseDensity = (cookie: string | undefined): Density =>
  DENSITIES.find((density) => density === cookie) ?? "comfortable";

/** The panes whose width the reader chooses, each with its bounds in rem. */
export const PANES = {
  list: { initial: 21, min: 16, max: 32 },
  context: { initial: 18, min: 15, max: 28 },
} as const;
export type Pane = keyof typeof PANES;
type PaneWidths = Record<Pane, number>;

export const PANES_COOKIE = "panes";

const NAMES = ["list", "context"] as const satisfies readonly Pane[];

/** A width within the pane's bounds, rounded to a sixteenth of a rem; the default if it is not a number. */
export function boundWidth(pane: Pane, rem: number): number {
  const { initial, min, max } = PANES[pane];
  return Number.isFinite(rem) ? Math.min(max, Math.max(min, Math.round(rem * 16) / 16)) : initial;
}

/** The chosen widths, else the defaults. */
export function choosePanes(cookie: string | undefined): PaneWidths {
  const [list, context] = (cookie ?? "").split("_").map(Number.parseFloat);
  return {
    list: boundWidth("list", list ?? Number.NaN),
    context: boundWidth("context", context ?? Number.NaN),
  };
}

export const panesText = (widths: PaneWidths): string => NAMES.map((pane) => widths[pane]).join("_");

/** The CSS property of a pane's width. */
export const paneProperty = (pane: Pane): string => `--spacing-${pane}`;

/** The style of the page before its first paint; null if no width was chosen. */
export function paneStyle(widths: PaneWidths): string | null {
  const chosen = NAMES.filter((pane) => widths[pane] !== PANES[pane].initial);
  if (chosen.length === 0) return null;
  return `:root{${chosen.map((pane) => `${paneProperty(pane)}:${widths[pane]}rem`).join(";")}}`;
}
