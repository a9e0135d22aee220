/**
 * The one current conversation of the inbox: what the ring is on, the thread shows, and keys, palette and composer act on.
 * All conversations are `displayId`s.
 */
export type Current = {
  /** The list: another view begins without a ring. */
  viewKey: string;
  /** The conversations of the list, as the cache has it. */
  list: readonly number[];
  /** The rows as shown: those of the list, and the current ones that have left it, where they were. */
  order: readonly number[];
  /** Of these, the ones that have left the list; shown dimmed until the agent moves on. */
  held: readonly number[];
  /** The open conversation that the address names: the thread may still be that of another one. */
  asked: number | null;
  /** The conversation in the thread on the screen. */
  shown: number | null;
  /** Where no conversation is open: the row with the ring. */
  ring: number | null;
  /** The last row that had the ring: the list's tab stop. */
  last: number | null;
  /** Rows that are being changed together: the ring goes on from one of them that leaves the list. */
  passed: ReadonlySet<number>;
};

export type CurrentEvent =
  /** The screen has been rendered with this list and this thread. */
  | { type: "painted"; viewKey: string; list: readonly number[]; open: number | null }
  /** The address names another open conversation, by whatever way. */
  | { type: "asked"; open: number | null }
  /** The ring of a list without a thread has moved; null: the focus has left the list. */
  | { type: "ringed"; displayId: number | null }
  /** The selected rows are changed together. */
  | { type: "passed"; displayIds: ReadonlySet<number> }
  | LeftEvent;

/** A change takes a conversation out of the list: the agent moves on from it. */
export type LeftEvent = {
  type: "left";
  displayId: number;
  /** One pane is shown at a time: the agent moves on to the list. */
  hasOnePane: boolean;
  /** By a reply that resolves: the agent moves on even if the list has no place for it, and never answers it twice. */
  isSent: boolean;
};

export const NOTHING_CURRENT: Current = {
  viewKey: "",
  list: [],
  order: [],
  held: [],
  asked: null,
  shown: null,
  ring: null,
  last: null,
  passed: new Set(),
};

/** What happens to the current conversation by an event; the state itself when nothing changes. */
export function nextCurrent(state: Current, event: CurrentEvent): Current {
  switch (event.type) {
    case "painted":
      return painted(state, event);
    case "asked":
      return event.open === state.asked ? state : settled({ ...state, ...asking(state, event.open) });
    case "ringed":
      if (state.asked !== null || event.displayId === state.ring) return state;
      if (event.displayId !== null && !state.order.includes(event.displayId)) return state;
      return settled({ ...state, ring: event.displayId });
    case "passed":
      return { ...state, passed: event.displayIds };
    case "left":
      return settled({ ...state, ...leaving(state, event) });
  }
}

type Painted = Extract<CurrentEvent, { type: "painted" }>;

function painted(state: Current, { viewKey, list, open }: Painted): Current {
  if (state.viewKey === viewKey)
    return settled({ ...state, list, shown: open, ring: ringAfter(state, list) });
  return settled({ ...state, viewKey, list, order: [], shown: open, ring: null });
}

/** The ring after a change of the list: on its row also after that has left, unless it was one of several. */
function ringAfter({ ring, order, passed }: Current, list: readonly number[]): number | null {
  if (ring === null || list.includes(ring) || !passed.has(ring)) return ring;
  const at = order.indexOf(ring);
  const isListed = (id: number) => list.includes(id);
  return order.slice(at + 1).find(isListed) ?? order.slice(0, at).findLast(isListed) ?? null;
}

/** Opening takes the ring along. Closing leaves it on the row, or on the one below a row that has left the list. */
function asking(state: Current, open: number | null): Partial<Current> {
  if (open !== null) return { asked: open, ring: null };
  const { asked } = state;
  const isListed = asked !== null && state.list.includes(asked);
  return { asked: null, ring: isListed ? asked : below(state, asked) };
}

function leaving(state: Current, { displayId, hasOnePane, isSent }: LeftEvent): Partial<Current> {
  if (currentOf(state) !== displayId) return {}; // a late answer: the agent is elsewhere
  const next = below(state, displayId);
  if (state.asked === null) return { ring: next };
  const hasPlace = state.order.includes(displayId);
  if (!hasPlace && (!isSent || next === null)) return {};
  return hasOnePane ? { asked: null, ring: next } : { asked: next };
}

/** The current conversation: the open one, else the row with the ring, else null. */
export const currentOf = ({ asked, ring }: Current): number | null => asked ?? ring;

/** Whether the screen shows the current conversation: until then no key may act on one. */
export const isSettled = ({ asked, shown }: Current): boolean => asked === shown;

/**
 * The conversation that a step leads to: the next row that is in the list, from the current one or from `from`. Null at the
 * end of the list. In a list that has no place for it, the first one.
 */
export function stepFrom(state: Current, step: 1 | -1, from = currentOf(state)): number | null {
  const { order, held } = state;
  const at = from === null ? -1 : order.indexOf(from);
  if (at < 0) return state.list[0] ?? null;
  const ahead = step === 1 ? order.slice(at + 1) : order.slice(0, at).reverse();
  return ahead.find((displayId) => !held.includes(displayId)) ?? null;
}

/** The row below a conversation, else the one above, else the first one of a list that has no place for it. */
function below(state: Current, displayId: number | null): number | null {
  if (displayId === null) return null;
  const next = stepFrom(state, 1, displayId) ?? stepFrom(state, -1, displayId);
  return next === displayId ? null : next;
}

/** Brings the shown rows up to date: those of the list, and the current ones in their places. */
function settled(state: Current): Current {
  const { list, asked, shown, ring } = state;
  const held = [...new Set([asked, shown, ring])]
    .filter((id) => id !== null)
    .filter((id) => isHeld(state, id));
  const order = held.reduce((rows, id) => insertedAsIn(state.order, rows, id), list);
  const next = { ...state, order, held, last: asked ?? ring ?? state.last };
  return { ...next, order: kept(state.order, order), held: kept(state.held, held) };
}

const isHeld = ({ list, order }: Current, displayId: number): boolean =>
  order.includes(displayId) && !list.includes(displayId);

/** The array that is known already, where it is the same. */
const kept = (known: readonly number[], next: readonly number[]): readonly number[] =>
  known.length === next.length && known.every((id, at) => id === next[at]) ? known : next;

/**
 * Rows with one more at the place that disagrees least with what was above and below it: rows that rise to the top, enter or
 * leave do not take it along. Linear in both lists.
 */
function insertedAsIn(before: readonly number[], rows: readonly number[], displayId: number): number[] {
  const at = before.indexOf(displayId);
  const above = new Set(before.slice(0, at));
  const under = new Set(before.slice(at + 1));
  const isFirst = !rows.some((id) => above.has(id));
  let wrong = rows.filter((id) => above.has(id)).length; // at the very top all of them would be below it
  let best = { wrong, place: 0 };
  rows.forEach((id, index) => {
    wrong += under.has(id) ? 1 : above.has(id) ? -1 : 0;
    // Of equal places: directly below what was above it; if it was the first, directly above the others.
    const isBetter = wrong < best.wrong || (wrong === best.wrong && (isFirst || above.has(id)));
    if (isBetter) best = { wrong, place: index + 1 };
  });
  return rows.toSpliced(best.place, 0, displayId);
}

/** The current conversation. A store, so that a step of the ring renders only what shows or uses it. */
export type Cursor = {
  state(): Current;
  /** The row with the ring of a list without a thread. */
  ring(): number | null;
  dispatch(event: CurrentEvent): void;
  subscribe(listener: () => void): () => void;
};

export function createCursor(): Cursor {
  const listeners = new Set<() => void>();
  let state = NOTHING_CURRENT;
  return {
    state: () => state,
    ring: () => state.ring,
    dispatch(event) {
      const before = state;
      state = nextCurrent(state, event);
      if (before.ring === state.ring && before.held === state.held && before.last === state.last) return;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
