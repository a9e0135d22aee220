"use client";

import { lazy, Suspense, useEffect, useSyncExternalStore } from "react";
import type { NextState } from "@/app/_inbox/change/use-status-actions";
import { whenReachable } from "@/app/_lib/when-reachable";
import type { Row } from "@/app/_shared/conversation/rows";
import { openNow } from "@/app/_shared/view/navigate";
import { useActions, useActionsHost, useKeyGate } from "@/app/_shell/keys/actions";
import { targetOf } from "@/app/_shell/keys/offers";
import { changesTarget } from "@/app/_shell/keys/registry";
import type { Cursor } from "./current";
import { conversationTarget, Released, rowTarget, WaitingActions } from "./waiting-actions";

export const loadRowActions = whenReachable(() => import("./row-actions"));
const RowActions = lazy(loadRowActions);

type CursorActionsProps = {
  cursor: Cursor;
  rows: readonly Row[];
  /** How many rows are selected. */
  selected: number;
  /** The conversation in the thread. */
  open: number | null;
  onOpen: (displayId: number) => void;
  onNextState: (displayId: number, to: NextState) => void;
};

/** While the keys' target is the row with the ring, offers the actions for it. */
export function CursorActions({ cursor, rows, selected, open, onOpen, onNextState }: CursorActionsProps) {
  const { queue } = useActionsHost();
  const ringed = useSyncExternalStore(cursor.subscribe, cursor.ring, () => null);
  const target = targetOf({ selected, cursor: ringed, open });
  const displayId = target?.layer === "row" ? target.displayId : null;
  const row = rows.find(({ conversation }) => conversation.displayId === displayId);
  // No key acts on a conversation while the thread on the screen is another one's: it waits for the one that is asked for.
  useKeyGate((id) => {
    const isOfSelection = selected > 0 && changesTarget(id);
    const isTargeted = changesTarget(id) || id === "reply" || id === "note" || id === "select";
    return isTargeted && !isOfSelection && openNow() !== open ? conversationTarget(openNow()) : null;
  });
  useEffect(() => {
    if (openNow() === open) queue.settle(conversationTarget(open));
  });
  useEffect(() => () => queue.settle(conversationTarget(null)), [queue]);
  const openTo = (id: "reply" | "note") => () => {
    if (displayId === null) return;
    onOpen(displayId);
    queue.begin(id, conversationTarget(displayId)); // with what is typed until then
  };
  useActions("row", row ? { reply: { run: openTo("reply") }, note: { run: openTo("note") } } : {});
  return (
    <>
      {open === null ? <Released target={conversationTarget(null)} /> : null}
      {row ? (
        <Suspense
          fallback={
            <WaitingActions
              key={row.conversation.displayId}
              layer="row"
              target={rowTarget(row.conversation.displayId)}
            />
          }
        >
          <RowActions key={row.conversation.id} row={row} onNextState={onNextState} />
        </Suspense>
      ) : null}
    </>
  );
}
