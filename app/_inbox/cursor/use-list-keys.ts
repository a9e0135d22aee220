"use client";

import { useTranslations } from "next-intl";
import { useRef } from "react";
import type { SelectedRows } from "@/app/_inbox/list/use-selection";
import { useActions } from "@/app/_shell/keys/actions";
import { notify } from "@/app/_ui/overlay/toast";
import type { useCursor } from "./use-cursor";

type ListKeysOptions = {
  cursor: ReturnType<typeof useCursor>;
  /** The open conversation. */
  open: number | null;
  hasRows: boolean;
  /** The list goes on below the loaded rows. */
  hasMore: boolean;
  selected: SelectedRows;
  select: (displayId: number, how?: "push" | "replace") => void;
  /** Scrolls to a row. */
  scrollTo: (displayId: number) => void;
};

/** The keys that move through the list, open and select. Beside a thread, ring and thread move together. */
export function useListKeys(options: ListKeysOptions): void {
  const { cursor, open, hasRows, hasMore, selected, select, scrollTo } = options;
  const t = useTranslations("keys");
  /** The row that was picked by key, where the reader was: they may have moved on. */
  const keyed = useRef<number | null>(null);
  const orSay = (to: number | null, step: 1 | -1): number | null => {
    const end = step === 1 ? "lastRow" : "firstRow";
    const isLoading = step === 1 && hasMore;
    if (to === null && !isLoading) notify({ text: t(`unavailable.${hasRows ? end : "emptyList"}`) });
    return to;
  };
  const extend = (by: 1 | -1) => {
    const here = cursor.here();
    const hasHead = selected.ids.size > 0 && selected.head !== null && selected.head !== keyed.current;
    const from = hasHead ? selected.head : here;
    const to = orSay(open === null ? cursor.move(by) : cursor.beside(from, by), by);
    if (to === null) return;
    selected.pickRange(from, to);
    if (open !== null) scrollTo(to);
  };
  const here = (id: "open" | "select", act: (displayId: number) => void) => () => {
    const displayId = cursor.here();
    if (displayId === null) notify({ text: t("why.noTarget", { action: t(`action.${id}`) }) });
    else act(displayId);
  };
  useActions("page", {
    next: { run: () => void orSay(cursor.move(1), 1) },
    previous: { run: () => void orSay(cursor.move(-1), -1) },
    open: { run: here("open", (displayId) => displayId !== open && select(displayId)) },
    select: {
      run: here("select", (displayId) => {
        keyed.current = displayId;
        selected.pick(displayId, "toggle");
      }),
    },
    extendDown: { run: () => extend(1) },
    extendUp: { run: () => extend(-1) },
    selectAll: { run: selected.pickAll, isEnabled: hasRows },
  });
}
