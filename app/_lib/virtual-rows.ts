"use client";

import { useVirtualizer, type Virtualizer } from "@tanstack/react-virtual";
import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";
import { useIsHydrated } from "@/app/_lib/hydration/use-is-hydrated";

/** How many rows of a list the server renders: as many as most windows show. */
const FIRST_ROWS = 16;
/** The next page is requested when this many rows are left below. */
const AHEAD = 15;

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
  onEnd: () => void;
};

/**
 * A virtual list of links with rows of one height: only rows in sight are rendered. `focus` scrolls to a row and focuses
 * it; `pendingFocus` is the id of a row that gets the focus with the next frame, when it is rendered.
 */
export function useVirtualRows({ ids, rowRem, firstRow, idAttribute, onEnd }: VirtualRowsOptions) {
  const scroller = useRef<HTMLDivElement>(null);
  const pendingFocus = useRef<number | null>(null);
  const virtual = useVirtualizer({
    count: ids.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowRem * remPx(),
    getItemKey: (index) => ids[index] ?? index,
    overscan: 8,
  });
  const { measure } = virtual;
  // biome-ignore lint/correctness/useExhaustiveDependencies: every row has the height `rowRem`
  useLayoutEffect(() => measure(), [rowRem, measure]);
  const { places, listStyle } = useRowPlaces(virtual, firstRow);
  const lastShown = listStyle ? (places.at(-1)?.index ?? 0) : 0;
  useEffect(() => {
    if (lastShown >= ids.length - AHEAD) onEnd();
  }, [lastShown, ids.length, onEnd]);

  const focus = (id: number): void => {
    const index = ids.indexOf(id);
    if (index < 0) return;
    virtual.scrollToIndex(index);
    const focusLink = () => focusIn(scroller, `a[${idAttribute}="${id}"]`);
    pendingFocus.current = focusLink() ? null : id;
    // A row that is out of sight exists after the next frame.
    requestAnimationFrame(() => {
      if (pendingFocus.current !== id) return;
      pendingFocus.current = null;
      focusLink();
    });
  };
  return { scroller, virtual, places, listStyle, focus, pendingFocus };
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
