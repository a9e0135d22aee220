"use client";

import { useState } from "react";
import type { Row } from "@/app/_shell/cache/rows";
import type { Sort } from "@/app/_shell/view/view";
import { type FrozenRows, showFrozen, withPendingRows } from "./frozen-rows";

/** The rows to show, and how many new ones wait above: while the list is scrolled nothing moves under the reader. */
export function usePendingRows(rows: readonly Row[], viewKey: string, sort: Sort) {
  const [state, setState] = useState<{ viewKey: string; frozen: FrozenRows | null }>({
    viewKey,
    frozen: null,
  });
  const frozen = state.viewKey === viewKey ? state.frozen : null;
  const shown = frozen ? showFrozen(rows, frozen, sort === "last_activity") : { rows, news: 0 };
  return {
    rows: shown.rows,
    news: shown.news,
    /** Tell whether the list stands at its top. */
    setAtTop: (isAtTop: boolean) => {
      if (isAtTop === (frozen === null)) return;
      setState({ viewKey, frozen: isAtTop ? null : withPendingRows(rows) });
    },
  };
}
