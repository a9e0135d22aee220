/** What the page measures; instants in ms since 1970. */
export type Probe = {
  /** Painted changes of a row's tick. */
  ticks: { displayId: number; status: string; at: number }[];
  /** Tasks over 50 ms. */
  longTasks: number[];
  /** Longest event of each interaction, in ms; without those below 16. */
  interactions: Record<number, number>;
  /** Interactions in all. */
  interactionCount: number;
  largestPaintMs: number;
  /** When the first row was painted, in ms since the navigation began; 0 = not yet. */
  rowsPaintedMs: number;
  layoutShift: number;
  /** From a key until the moved focus was painted, in ms. */
  moves: number[];
  /** From `e` until the focused row was dimmed, or gone, and that was painted, in ms. */
  gone: number[];
};

declare global {
  interface Window {
    __probe: Probe;
  }
}

/** Runs in the page before its scripts. It is sent as text, so it refers to nothing outside itself. */
export function probe(): void {
  const measured: Probe = {
    ticks: [],
    longTasks: [],
    interactions: {},
    interactionCount: 0,
    largestPaintMs: 0,
    rowsPaintedMs: 0,
    layoutShift: 0,
    moves: [],
    gone: [],
  };
  window.__probe = measured;
  const observe = (type: string, take: (entry: PerformanceEntry & Record<string, number>) => void) =>
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) take(entry as PerformanceEntry & Record<string, number>);
    }).observe({ type, buffered: true, durationThreshold: 16 } as PerformanceObserverInit);
  observe("longtask", (entry) => measured.longTasks.push(entry.duration));
  observe("largest-contentful-paint", (entry) => {
    measured.largestPaintMs = entry.startTime;
  });
  observe("layout-shift", (entry) => {
    if (!entry["hadRecentInput"]) measured.layoutShift += entry["value"] ?? 0;
  });
  observe("event", (entry) => {
    const id = entry["interactionId"];
    if (id) measured.interactions[id] = Math.max(measured.interactions[id] ?? 0, entry.duration);
  });

  /** Calls `then` in the first task after the next frame, when the frame is painted. */
  const painted = (then: (at: number) => void) =>
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => then(performance.now());
      port2.postMessage(0);
    });

  let keyAt: number | null = null;
  let leaving: { id: string; at: number }[] = [];
  const readGone = (): void => {
    for (const { id, at: pressed } of leaving)
      if (!document.querySelector(`[data-display-id="${id}"]:not([data-left])`)) {
        leaving = leaving.filter((other) => other.id !== id);
        painted((at) => measured.gone.push(at - pressed));
      }
  };
  addEventListener(
    "keydown",
    (event) => {
      measured.interactionCount += 1;
      keyAt = event.timeStamp;
      const row = document.activeElement?.closest<HTMLElement>("[data-display-id]");
      if (event instanceof KeyboardEvent && event.key === "e" && row)
        leaving.push({ id: row.dataset["displayId"] ?? "", at: event.timeStamp });
    },
    true,
  );
  const shown = new Map<number, string>();
  const readTicks = (): void => {
    for (const row of document.querySelectorAll<HTMLElement>("[data-display-id]")) {
      const displayId = Number(row.dataset["displayId"]);
      const status = row.querySelector<HTMLElement>("[data-tick]")?.dataset["tick"] ?? "";
      if (shown.get(displayId) === status) continue;
      if (shown.size === 0) painted((at) => (measured.rowsPaintedMs = at));
      shown.set(displayId, status);
      painted((at) => measured.ticks.push({ displayId, status, at: performance.timeOrigin + at }));
    }
  };
  new MutationObserver(readGone).observe(document, {
    subtree: true,
    childList: true,
    attributeFilter: ["data-left"],
  });
  new MutationObserver(readTicks).observe(document, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ["data-tick"],
  });
  addEventListener(
    "focusin",
    ({ target }) => {
      if (keyAt === null || !(target instanceof HTMLElement) || !target.dataset["displayId"]) return;
      const pressed = keyAt;
      keyAt = null;
      painted((at) => measured.moves.push(at - pressed));
    },
    true,
  );
}

/** The value below which the share `q` of the values lies, to a tenth; NaN of none. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * q) - 1)];
  return at === undefined ? Number.NaN : Math.round(at * 10) / 10;
}
