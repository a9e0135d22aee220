"use client";

import { defaultRangeExtractor, type Range, useVirtualizer, type Virtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type RefObject, useEffect, useLayoutEffect, useRef } from "react";
import { useIsHydrated } from "@/app/_lib/hydration/use-is-hydrated";

/** How many rows of a list the server renders: as many as most windows show. */
const FIRST_ROWS = 16;
/** The next page is requested when this many rows are left below. */
const AHEAD = 15;
/** How many rows are rendered above and below those in sight. */
const OVERSCAN = 8;

type RowPlace = {
  index: number;
  className: string;
  style?: { height: number; transform: string };
};

type VirtualRowsOptions = {
  /** The ids of the rows, in order. */
  ids: readonly number[];
  /** The height of a row in rem, with the gap below it. */
  rowRem: number;
  /** The same height as a class: the content policy refuses inline styles in the server's HTML. */
  firstRow: string;
  /** The attribute of a row's link that contains its id. */
  idAttribute: string;
  /** The list's tab stop: the first of these that is in the list, else the first row. */
  stops: readonly (number | null)[];
  /** A key moves to a row, which gets the focus after it. */
  onMove?: (id: number) => void;
  onEnd: () => void;
};

/** Between a row that is scrolled to and the edge of the list, in px. */
const EDGE_PX = 6;

/**
 * A virtual list of links with rows of one height: only rows in sight and the tab stop are rendered. `focus` scrolls to a
 * row and focuses it; `focusLinkOf` focuses one that is rendered, and scrolls nothing; `pendingFocus` is the id of a row that gets the focus with the next frame, when it is rendered.
 * `onKeyDown` moves by arrow keys, Home and End.
 */
export function useVirtualRows({
  ids,
  rowRem,
  firstRow,
  idAttribute,
  stops,
  onMove,
  onEnd,
}: VirtualRowsOptions) {
  const scroller = useRef<HTMLDivElement>(null);
  const pendingFocus = useRef<number | null>(null);
  const stopIndex = Math.max(0, stops.map((id) => (id === null ? -1 : ids.indexOf(id))).find(isListed) ?? 0);
  const tabStop = ids[stopIndex] ?? null;
  const virtual = useVirtualizer({
    count: ids.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowRem * remPx(),
    getItemKey: (index) => ids[index] ?? index,
    overscan: OVERSCAN,
    scrollPaddingStart: EDGE_PX,
    scrollPaddingEnd: 2 * EDGE_PX,
    // The tab stop keeps the focus while the list is scrolled.
    rangeExtractor: (range) => withIndex(range, stopIndex),
  });
  const { measure } = virtual;
  // biome-ignore lint/correctness/useExhaustiveDependencies: every row has the height `rowRem`
  useLayoutEffect(() => measure(), [rowRem, measure]);
  useAlignedRows(scroller, ids.length, rowRem);
  const { places, listStyle } = useRowPlaces(virtual, firstRow);
  const lastShown = listStyle ? (virtual.range?.endIndex ?? 0) + OVERSCAN : 0;
  useEffect(() => {
    if (lastShown >= ids.length - AHEAD) onEnd();
  }, [lastShown, ids.length, onEnd]);

  useFocusedInSight(scroller, virtual, stopIndex);

  const focusLinkOf = (id: number): boolean => focusIn(scroller, `a[${idAttribute}="${id}"]`);
  const focus = (id: number): void => {
    const index = ids.indexOf(id);
    if (index < 0) return;
    virtual.scrollToIndex(index);
    const focusLink = () => focusLinkOf(id);
    pendingFocus.current = focusLink() ? null : id;
    // A row that is out of sight exists after the next frame.
    requestAnimationFrame(() => {
      if (pendingFocus.current !== id) return;
      pendingFocus.current = null;
      focusLink();
    });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const row = event.target instanceof Element ? event.target.closest("li") : null;
    const id = Number(row?.querySelector(`a[${idAttribute}]`)?.getAttribute(idAttribute));
    const to = row ? rovingIndex(event, ids.indexOf(id), ids.length) : null;
    if (to === null) return;
    event.preventDefault();
    onMove?.(ids[to] ?? id);
    focus(ids[to] ?? id);
  };
  return { scroller, virtual, places, listStyle, focus, focusLinkOf, pendingFocus, tabStop, onKeyDown };
}

/** Keeps the row with a visible focus in sight when the list becomes lower: by a bar below it, for example. */
function useFocusedInSight(
  scroller: RefObject<HTMLElement | null>,
  virtual: Virtualizer<HTMLDivElement, Element>,
  stopIndex: number,
): void {
  const height = virtual.scrollRect?.height ?? 0;
  const before = useRef(height);
  useLayoutEffect(() => {
    const isLower = height < before.current;
    before.current = height;
    // Rows do not move under a mouse.
    if (isLower && scroller.current?.querySelector(":is(a, input):focus-visible"))
      virtual.scrollToIndex(stopIndex);
  }, [scroller, virtual, height, stopIndex]);
}

/** Aligns the rows with the top of the list when some have left it: none is left half in sight. */
function useAlignedRows(scroller: RefObject<HTMLElement | null>, count: number, rowRem: number): void {
  const before = useRef(count);
  useLayoutEffect(() => {
    const hasFewer = count < before.current;
    before.current = count;
    if (hasFewer && scroller.current)
      scroller.current.scrollTop = alignedTop(scroller.current.scrollTop, rowRem * remPx());
  }, [scroller, count, rowRem]);
}

const isListed = (index: number): boolean => index >= 0;

/** The rows in sight, and the one at `index` where the list has it. */
function withIndex(range: Range, index: number): number[] {
  const inSight = defaultRangeExtractor(range);
  if (index >= range.count || inSight.includes(index)) return inSight;
  return [...inSight, index].sort((a, b) => a - b);
}

function focusIn(scroller: RefObject<HTMLElement | null>, selector: string): boolean {
  const link = scroller.current?.querySelector<HTMLElement>(selector);
  link?.focus({ preventScroll: true });
  return link != null;
}

/**
 * The positions of a virtual list's rows. The server, and hydration after it, puts the first rows into normal flow with
 * the class `firstRow`. The virtual list takes them over as soon as it has measured the window.
 */
function useRowPlaces(
  virtual: Virtualizer<HTMLDivElement, Element>,
  firstRow: string,
): { places: readonly RowPlace[]; listStyle?: { height: number } } {
  const items = virtual.getVirtualItems();
  const isHydrated = useIsHydrated();
  if (!isHydrated && items.length === 0) {
    const count = Math.min(virtual.options.count, FIRST_ROWS);
    return { places: Array.from({ length: count }, (_, index) => ({ index, className: firstRow })) };
  }
  const places = items.map(({ index, size, start }) => ({
    index,
    className: "virtual-row",
    style: { height: size, transform: `translateY(${start}px)` },
  }));
  return { places, listStyle: { height: virtual.getTotalSize() } };
}

/** A rem in px. The server measures nothing: its value is never shown. */
const remPx = (): number =>
  typeof document === "undefined"
    ? 16
    : Number.parseFloat(getComputedStyle(document.documentElement).fontSize);

/**
 * Where a list with rows of one height is to be scrolled to, so that no row is cut at its top: the nearest edge of a row.
 */
export const alignedTop = (scrollTop: number, rowPx: number): number => Math.round(scrollTop / rowPx) * rowPx;

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

/** A key of a list that is one tab stop, with its modifiers. */
type Press = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">;

/** Where arrow keys, Home and End move in a list of `count` items; null if the key moves nowhere. */
export function rovingIndex(press: Press, at: number, count: number): number | null {
  if (press.ctrlKey || press.metaKey || press.altKey || press.shiftKey || count === 0) return null;
  if (press.key === "Home") return 0;
  if (press.key === "End") return count - 1;
  const step = STEPS[press.key];
  return step === undefined ? null : Math.min(Math.max(at + step, 0), count - 1);
}
