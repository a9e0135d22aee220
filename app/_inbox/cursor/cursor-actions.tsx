"use client";

import { lazy, Suspense, useSyncExternalStore } from "react";
import type { NextState } from "@/app/_inbox/change/use-status-actions";
import { requestComposer } from "@/app/_inbox/composer/focus-request";
import type { Row } from "@/app/_shell/cache/rows";
import { useActions } from "@/app/_shell/keys/actions";
import { targetOf } from "@/app/_shell/keys/target";
import type { Cursor } from "./cursor";
import { rowTarget, WaitingActions } from "./waiting-actions";

export const loadRowActions = () => import("./row-actions");
const RowActions = lazy(loadRowActions);

type CursorActionsProps = {
  cursor: Cursor;
  rows: readonly Row[];
  /** How many rows are selected. */
  selected: number;
  /** The open conversation. */
  open: number | null;
  onOpen: (displayId: number) => void;
  onNextState: (displayId: number, to: NextState) => void;
};

/** While the keys' target is the row with the ring, offers the actions for it. */
export function CursorActions({ cursor, rows, selected, open, onOpen, onNextState }: CursorActionsProps) {
  const ringed = useSyncExternalStore(cursor.subscribe, cursor.at, () => null);
  const target = targetOf({ selected, cursor: ringed, open });
  const displayId = target?.layer === "row" ? target.displayId : null;
  const row = rows.find(({ conversation }) => conversation.displayId === displayId);
  const openTo = (kind: "message" | "note") => () => {
    if (displayId === null) return;
    requestComposer(displayId, kind);
    onOpen(displayId);
  };
  useActions("row", row ? { reply: { run: openTo("message") }, note: { run: openTo("note") } } : {});
  if (!row) return null;
  const waitsFor = rowTarget(row.conversation.displayId);
  return (
    <Suspense fallback={<WaitingActions key={waitsFor} layer="row" target={waitsFor} />}>
      <RowActions key={row.conversation.id} row={row} onNextState={onNextState} />
    </Suspense>
  );
}
