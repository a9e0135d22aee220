"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { useTranslations } from "next-intl";
import { type RefObject, useEffect, useImperativeHandle, useLayoutEffect, useRef } from "react";
import { ConversationRow } from "@/app/_inbox/list/row/conversation-row";
import { cn } from "@/app/_lib/class-names";
import { remPx, useRowPlaces } from "@/app/_lib/virtual-rows";
import type { Density } from "@/app/_lib/preferences/density";
import { useDensity } from "@/app/_lib/preferences/use-density";
import type { Row } from "@/app/_shell/cache/rows";
import type { View } from "@/app/_shell/view/view";
import type { SelectedRows } from "./use-selection";

/** The height of a row in rem, with the gap below it. `FIRST_ROW` says the same to what the server renders. */
const ROW_REM: Record<Density, number> = { comfortable: 3.75, compact: 2.875 };
const FIRST_ROW = "relative h-15 compact:h-11.5";
/** The next page is asked for when this many rows are left below. */
const AHEAD = 15;

export type RowListHandle = {
  /** Brings a row into sight and gives it the keyboard. */
  focus(displayId: number): void;
  /** The row that gets the keyboard as soon as it is drawn, or null: the next key may be there before. */
  coming(): number | null;
};

type RowListProps = {
  rows: readonly Row[];
  view: View;
  label: string;
  news: number;
  selected: SelectedRows;
  handle: RefObject<RowListHandle | null>;
  onAtTop: (isAtTop: boolean) => void;
  onEnd: () => void;
};

/** The rows of a list; only those in sight exist. */
export function RowList({ rows, view, label, news, selected, handle, onAtTop, onEnd }: RowListProps) {
  const t = useTranslations("list");
  const scroller = useRef<HTMLDivElement>(null);
  const density = useDensity();
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_REM[density] * remPx(),
    getItemKey: (index) => rows[index]?.conversation.id ?? index,
    overscan: 8,
  });
  const { measure } = virtual;
  // biome-ignore lint/correctness/useExhaustiveDependencies: all rows are as high as the density says
  useLayoutEffect(() => measure(), [density, measure]);
  const { places, listStyle } = useRowPlaces(virtual, FIRST_ROW);
  const lastShown = listStyle ? (places.at(-1)?.index ?? 0) : 0;
  useEffect(() => {
    if (lastShown >= rows.length - AHEAD) onEnd();
  }, [lastShown, rows.length, onEnd]);

  const coming = useRef<number | null>(null);
  useImperativeHandle(handle, () => ({
    focus: (displayId) => {
      const index = rows.findIndex((row) => row.conversation.displayId === displayId);
      if (index < 0) return;
      virtual.scrollToIndex(index);
      const give = (): boolean => {
        const row = rowOf(scroller.current, displayId);
        row?.focus({ preventScroll: true });
        return row !== null;
      };
      coming.current = give() ? null : displayId;
      // A row that is out of sight exists after the next frame.
      requestAnimationFrame(() => {
        if (coming.current !== displayId) return;
        coming.current = null;
        give();
      });
    },
    coming: () => coming.current,
  }));

  return (
    <div
      ref={scroller}
      onScroll={() => onAtTop((scroller.current?.scrollTop ?? 0) < 8)}
      className="relative min-h-0 flex-1 overflow-y-auto p-1.5"
    >
      {news > 0 ? (
        <div className="sticky top-1 z-10 flex h-0 justify-center">
          <button
            type="button"
            onClick={() => virtual.scrollToOffset(0)}
            className="h-7 rounded-full bg-accent px-3 font-medium text-on-accent text-sm shadow-pop hover:bg-accent-hover"
          >
            {t("news", { count: news })}
          </button>
        </div>
      ) : null}
      <ol
        aria-label={label}
        data-picking={selected.rows.length > 0 || undefined}
        className={cn("group/list relative", selected.rows.length > 0 && "mb-14")}
        style={listStyle}
      >
        {places.map((place) => {
          const row = rows[place.index];
          return row ? (
            <li
              key={row.conversation.id}
              aria-posinset={place.index + 1}
              aria-setsize={rows.length}
              className={cn("group pb-0.5", place.className)}
              style={place.style}
            >
              <ConversationRow
                row={row}
                view={view}
                isSelected={row.conversation.displayId === view.selected}
                isPicked={selected.ids.has(row.conversation.displayId)}
                onPick={selected.pick}
              />
            </li>
          ) : null;
        })}
      </ol>
    </div>
  );
}

const rowOf = (within: HTMLElement | null, displayId: number): HTMLElement | null =>
  within?.querySelector<HTMLElement>(`a[data-display-id="${displayId}"]`) ?? null;
