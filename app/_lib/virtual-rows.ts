"use client";

import type { Virtualizer } from "@tanstack/react-virtual";
import { useIsHydrated } from "@/app/_lib/hydration/use-is-hydrated";

/** How many rows of a list the server renders: as many as most windows show. */
const FIRST_ROWS = 16;

type RowPlace = {
  index: number;
  className: string;
  style?: { height: number; transform: string };
};

/**
 * Where the rows of a virtual list stand. The server, and hydration after it, puts the first ones into normal flow, with
 * their height from the style sheet (`firstRow`): the content policy refuses inline styles in HTML. The virtual list takes
 * them over as soon as it has measured the window.
 */
export function useRowPlaces(
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

/** A rem in px. On the server nothing is measured: there the value is never shown. */
export const remPx = (): number =>
  typeof document === "undefined"
    ? 16
    : Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
