"use client";

import { useTranslations } from "next-intl";
import {
  type FocusEvent,
  type KeyboardEvent,
  type RefObject,
  useImperativeHandle,
  useSyncExternalStore,
} from "react";
import type { Cursor } from "@/app/_inbox/cursor/current";
import { cn } from "@/app/_lib/class-names";
import { useIsHydrated } from "@/app/_lib/hydration/use-is-hydrated";
import type { Density } from "@/app/_lib/preferences/display";
import { useDensity } from "@/app/_lib/preferences/preferences";
import { useKeptScroll } from "@/app/_lib/use-kept-scroll";
import { useVirtualRows } from "@/app/_lib/virtual-rows";
import type { Row } from "@/app/_shared/conversation/rows";
import { useInboxes } from "@/app/_shared/use-account";
import { openConversation, openNow } from "@/app/_shared/view/navigate";
import { hrefOf, type View } from "@/app/_shared/view/view";
import { ConversationRow } from "./conversation-row";
import type { SelectedRows } from "./use-selection";

/** The height of a row in rem, with the gap below it. `FIRST_ROW` is the same as classes. */
const ROW_REM: Record<Density, number> = { comfortable: 3.75, compact: 2.875 };
const FIRST_ROW = "relative h-15 compact:h-11.5";

/** The element of the rows, for the links that skip to them. */
export const LIST_ID = "conversations";

export type RowListHandle = {
  /** Scrolls to a row and focuses it. */
  focus(displayId: number): void;
  /** Focuses a row where it is. */
  focusInPlace(displayId: number): void;
  scrollTo(displayId: number): void;
};

type RowListProps = {
  rows: readonly Row[];
  view: View;
  label: string;
  news: number;
  selected: SelectedRows;
  cursor: Cursor;
  /** The rows that have left the list, and are shown until the agent moves on. */
  held: readonly number[];
  handle: RefObject<RowListHandle | null>;
  onAtTop: (isAtTop: boolean) => void;
  onEnd: () => void;
};

/** The rows of a list, one tab stop together; only rows in sight are rendered. */
export function RowList({
  rows,
  view,
  news,
  selected,
  cursor,
  held,
  handle,
  onAtTop,
  ...rest
}: RowListProps) {
  const t = useTranslations("list");
  const density = useDensity();
  const inboxes = useInboxes();
  const isMixed = view.inboxId === null && inboxes.length > 1;
  const inboxOf = (id: number) => (isMixed ? (inboxes.find((inbox) => inbox.id === id) ?? null) : null);
  const ringed = useSyncExternalStore(cursor.subscribe, cursor.ring, () => null);
  const current = view.selected ?? ringed;
  const { scroller, virtual, places, listStyle, focus, focusLinkOf, tabStop, onKeyDown } = useVirtualRows({
    ids: rows.map((row) => row.conversation.displayId),
    rowRem: ROW_REM[density],
    firstRow: FIRST_ROW,
    idAttribute: "data-display-id",
    stops: [current, cursor.state().last],
    // Beside a thread, a step opens the conversation, so that the ring is never on another one.
    onMove: (displayId) => view.selected !== null && openConversation(displayId, "replace"),
    onEnd: rest.onEnd,
  });
  const keepScroll = useKeptScroll(scroller, hrefOf({ ...view, selected: null }), useIsHydrated());
  const onScroll = () => {
    keepScroll();
    onAtTop((scroller.current?.scrollTop ?? 0) < 8);
  };
  useImperativeHandle(handle, () => ({
    focus,
    focusInPlace: focusLinkOf,
    scrollTo: (displayId) =>
      virtual.scrollToIndex(rows.findIndex((row) => row.conversation.displayId === displayId)),
  }));
  const ring = (displayId: number | null) => cursor.dispatch({ type: "ringed", displayId });
  // A row that is clicked is opened or selected: only keys put the ring on a row. Beside a thread it stays on the open one.
  const onFocus = ({ target }: FocusEvent) => {
    const displayId = displayIdOf(target);
    if (displayId === null || displayId === cursor.ring()) return;
    const isVisible = target.matches(":focus-visible");
    const open = openNow();
    if (open === null) ring(isVisible ? displayId : null);
    else if (isVisible && displayId !== open && target.matches("a")) focus(open);
  };
  // From the next key on, the browser shows the focus of a clicked row too: the ring is then where the eye sees it.
  const onKey = (event: KeyboardEvent) => {
    const { target, ctrlKey, metaKey, altKey } = event;
    const displayId = target instanceof Element ? displayIdOf(target) : null;
    if (displayId !== null && !ctrlKey && !metaKey && !altKey) ring(displayId);
    onKeyDown(event);
  };

  return (
    <div
      ref={scroller}
      onScroll={onScroll}
      className="@container/list relative min-h-0 flex-1 overflow-y-auto p-1.5"
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
        id={LIST_ID}
        aria-label={rest.label}
        onKeyDown={onKey}
        onFocus={onFocus}
        data-picking={selected.rows.length > 0 || undefined}
        className="group/list relative"
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
                hasRing={row.conversation.displayId === current}
                hasLeft={held.includes(row.conversation.displayId)}
                isTabStop={row.conversation.displayId === tabStop}
                inbox={inboxOf(row.conversation.inboxId)}
                onPick={selected.pick}
              />
            </li>
          ) : null;
        })}
      </ol>
    </div>
  );
}

/** The conversation of the row that an element is in, or null. */
function displayIdOf(element: Element): number | null {
  const row = element.closest("li")?.querySelector("a[data-display-id]");
  return row ? Number(row.getAttribute("data-display-id")) : null;
}
