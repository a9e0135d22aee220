"use client";

import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";
import { LIST_ID, type RowListHandle } from "@/app/_inbox/list/row-list";
import type { Row } from "@/app/_shell/cache/rows";
import { OVERLAYS } from "@/app/_shell/keys/overlays";
import { stepTo } from "@/app/_shell/keys/target";
import { type Cursor, createCursor } from "./cursor";

/** The ring of the list: which row it is on, and how it moves. It is where the focus is, also while an overlay is open. */
export function useCursor(
  rows: readonly Row[],
  selected: number | null,
  list: RefObject<RowListHandle | null>,
  viewKey: string,
) {
  const [cursor] = useState(createCursor);
  const order = rows.map((row) => row.conversation.displayId);
  const before = useRef({ order, viewKey });
  /** Puts ring and focus on a row. */
  const to = (displayId: number): void => {
    cursor.to(displayId);
    list.current?.focus(displayId);
  };

  // A row that leaves the list gives the ring to the one below it. Another view begins without a ring, and no other row
  // becomes the target of an open overlay.
  useLayoutEffect(() => {
    const at = cursor.at();
    const place = at === null ? -1 : before.current.order.indexOf(at);
    const isSameView = before.current.viewKey === viewKey;
    before.current = { order, viewKey };
    if (at === null || order.includes(at)) return;
    const next = order[Math.min(Math.max(place, 0), order.length - 1)];
    if (next === undefined || !isSameView || document.activeElement?.closest(OVERLAYS)) cursor.to(null);
    else to(next);
  });
  useLoseRing(cursor);

  return {
    cursor,
    to,
    /** The row with the ring, else the open one, or null. */
    here: () => cursor.at() ?? selected,
    /** Moves by one row and returns it; null at the end of the list. */
    move: (step: 1 | -1): number | null => {
      const next = stepTo(order, { selected: 0, cursor: cursor.at(), open: selected }, step);
      if (next !== null) to(next);
      return next;
    },
  };
}

/** Removes the ring when the focus leaves the list for another part of the page. */
function useLoseRing(cursor: Cursor): void {
  useEffect(() => {
    const isElsewhere = (element: Element | null) => !element?.closest(`${OVERLAYS}, #${LIST_ID}`);
    const onFocusIn = ({ target }: FocusEvent) => {
      if (target instanceof Element && isElsewhere(target)) cursor.to(null);
    };
    // A click beside everything focuses nothing. Neither does leaving the window, nor a row that is removed.
    const onFocusOut = ({ target, relatedTarget }: FocusEvent) => {
      if (relatedTarget !== null) return;
      queueMicrotask(() => {
        const isHere = document.hasFocus() && target instanceof Element && target.isConnected;
        if (isHere && isElsewhere(document.activeElement) && !document.querySelector(OVERLAYS))
          cursor.to(null);
      });
    };
    document.addEventListener("focusin", onFocusIn);
    document.addEventListener("focusout", onFocusOut);
    return () => {
      document.removeEventListener("focusin", onFocusIn);
      document.removeEventListener("focusout", onFocusOut);
    };
  }, [cursor]);
}
