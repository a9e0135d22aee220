/** The panes whose width the reader chooses, each with its bounds in rem. */
export const PANES = {
  list: { atFirst: 21, min: 16, max: 32 },
  context: { atFirst: 18, min: 15, max: 28 },
} as const;
export type Pane = keyof typeof PANES;
export type PaneWidths = Record<Pane, number>;

export const PANES_COOKIE = "panes";

const NAMES = ["list", "context"] as const satisfies readonly Pane[];

/** A width within the pane's bounds, to a sixteenth of a rem: what is no number is as at first. */
export function boundWidth(pane: Pane, rem: number): number {
  const { atFirst, min, max } = PANES[pane];
  return Number.isFinite(rem) ? Math.min(max, Math.max(min, Math.round(rem * 16) / 16)) : atFirst;
}

/** The widths that the reader chose, else those at first. */
export function choosePanes(cookie: string | undefined): PaneWidths {
  const [list, context] = (cookie ?? "").split("_").map(Number.parseFloat);
  return {
    list: boundWidth("list", list ?? Number.NaN),
    context: boundWidth("context", context ?? Number.NaN),
  };
}

export const panesText = (widths: PaneWidths): string => NAMES.map((pane) => widths[pane]).join("_");

/** The name of a pane's width in the style sheet. */
export const paneProperty = (pane: Pane): string => `--spacing-${pane}`;

/** What the page is styled with before its first paint; null where nothing was chosen. */
export function paneStyle(widths: PaneWidths): string | null {
  const chosen = NAMES.filter((pane) => widths[pane] !== PANES[pane].atFirst);
  if (chosen.length === 0) return null;
  return `:root{${chosen.map((pane) => `${paneProperty(pane)}:${widths[pane]}rem`).join(";")}}`;
}
