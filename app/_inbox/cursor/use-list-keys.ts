"use client";

import { useTranslations } from "next-intl";
import type { SelectedRows } from "@/app/_inbox/list/use-selection";
import { doListKeysOpen } from "@/app/_lib/preferences/list-keys";
import { useActions } from "@/app/_shell/keys/actions";
import { notify } from "@/app/_ui/overlay/toast";
import type { useCursor } from "./use-cursor";

type ListKeysOptions = {
  cursor: ReturnType<typeof useCursor>;
  /** The open conversation. */
  open: number | null;
  hasRows: boolean;
  selected: SelectedRows;
  select: (displayId: number, how?: "push" | "replace") => void;
};

/** The keys that move through the list, open and select. While a conversation is open, moving opens the next one. */
export function useListKeys({ cursor, open, hasRows, selected, select }: ListKeysOptions): void {
  const t = useTranslations("keys");
  /** Moves, or says why that is not possible. */
  const move = (step: 1 | -1): number | null => {
    const to = cursor.move(step);
    const end = step === 1 ? "lastRow" : "firstRow";
    if (to === null) notify({ text: t(`unavailable.${hasRows ? end : "emptyList"}`) });
    return to;
  };
  const step = (by: 1 | -1) => {
    const to = move(by);
    if (to !== null && open !== null && doListKeysOpen()) select(to, "replace");
  };
  const extend = (by: 1 | -1) => {
    const from = cursor.here();
    const to = move(by);
    if (to !== null) selected.pickRange(from, to);
  };
  const here = (id: "open" | "select", act: (displayId: number) => void) => () => {
    const displayId = cursor.here();
    if (displayId === null) notify({ text: t("why.noTarget", { action: t(`action.${id}`) }) });
    else act(displayId);
  };
  useActions("page", {
    next: { run: () => step(1) },
    previous: { run: () => step(-1) },
    open: { run: here("open", (displayId) => displayId !== open && select(displayId)) },
    select: { run: here("select", (displayId) => selected.pick(displayId, "toggle")) },
    extendDown: { run: () => extend(1) },
    extendUp: { run: () => extend(-1) },
    selectAll: { run: selected.pickAll, isEnabled: hasRows },
  });
}
