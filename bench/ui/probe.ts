/** What the page tells of itself; instants in ms since 1970. */
export type Probe = {
  /** A row shows another tick, on the screen. */
  ticks: { displayId: number; status: string; at: number }[];
  /** Tasks over 50 ms. */
  longTasks: number[];
  /** Longest event of each interaction, in ms; those under 16 are not told. */
  interactions: Record<number, number>;
  /** Interactions in all. */
  interactionCount: number;
  largestPaintMs: number;
  /** When the first row was painted, in ms since the navigation began; 0 = not yet. */
  rowsPaintedMs: number;
  layoutShift: number;
  /** From a key until what it moved was painted, in ms. */
  moves: number[];
};

declare global {
  interface Window {
    __probe: Probe;
  }
}

/** Runs in the page before anything of ours: a function of its own, as it is sent there as text. */
export function probe(): void {
  const told: Probe = {
    ticks: [],
    longTasks: [],
    interactions: {},
    interactionCount: 0,
    largestPaintMs: 0,
    rowsPaintedMs: 0,
    layoutShift: 0,
    moves: [],
  };
  window.__probe = told;
  const observe = (type: string, take: (entry: PerformanceEntry & Record<string, number>) => void) =>
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) take(entry as PerformanceEntry & Record<string, number>);
    }).observe({ type, buffered: true, durationThreshold: 16 } as PerformanceObserverInit);
  observe("longtask", (entry) => told.longTasks.push(entry.duration));
  observe("largest-contentful-paint", (entry) => {
    told.largestPaintMs = entry.startTime;
  });
  observe("layout-shift", (entry) => {
    if (!entry["hadRecentInput"]) told.layoutShift += entry["value"] ?? 0;
  });
  observe("event", (entry) => {
    const id = entry["interactionId"];
    if (id) told.interactions[id] = Math.max(told.interactions[id] ?? 0, entry.duration);
  });

  /** The first task after the next frame: by then it is on the screen. */
  const painted = (then: (at: number) => void) =>
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => then(performance.now());
      port2.postMessage(0);
    });

  let keyAt: number | null = null;
  addEventListener(
    "keydown",
    (event) => {
      told.interactionCount += 1;
      keyAt = event.timeStamp;
    },
    true,
  );
  const shown = new Map<number, string>();
  const look = (): void => {
    for (const row of document.querySelectorAll<HTMLElement>("[data-display-id]")) {
      const displayId = Number(row.dataset["displayId"]);
      const status = row.querySelector<HTMLElement>("[data-tick]")?.dataset["tick"] ?? "";
      if (shown.get(displayId) === status) continue;
      if (shown.size === 0) painted((at) => (told.rowsPaintedMs = at));
      shown.set(displayId, status);
      painted((at) => told.ticks.push({ displayId, status, at: performance.timeOrigin + at }));
    }
  };
  new MutationObserver(look).observe(document, {
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
      painted((at) => told.moves.push(at - pressed));
    },
    true,
  );
}
