"use client";

import type { RefObject } from "react";
import type { RowListHandle } from "@/app/_inbox/list/row-list";
import type { Row } from "@/app/_shell/cache/rows";

/** Moves the focus through the list. The focused row is the cursor, else the open row. */
export function useCursor(
  rows: readonly Row[],
  selected: number | null,
  list: RefObject<RowListHandle | null>,
) {
  const focused = () => list.current?.pendingFocus() ?? focusedRow();
  const here = () => focused() ?? selected;
  const move = (step: 1 | -1): number | null => {
    const from = here();
    const at = rows.findIndex((row) => row.conversation.displayId === from);
    const to = rows[at < 0 ? 0 : Math.min(Math.max(at + step, 0), rows.length - 1)];
    if (!to) return null;
    list.current?.focus(to.conversation.displayId);
    return to.conversation.displayId;
  };
  return {
    /** The focused row, else the open one, or null. */
    here,
    /** Moves by one row and returns it. */
    move,
    open: (select: (displayId: number) => void) => () => {
      const displayId = focused();
      if (displayId !== null) select(displayId);
    },
  };
}

/** The `displayId` of the focused row, or null. */
function focusedRow(): number | null {
  const focused = document.activeElement?.getAttribute("data-display-id");
  return focused ? Number(focused) : null;
}
