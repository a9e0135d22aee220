"use client";

import { useQuery } from "@tanstack/react-query";
import {
  type RefObject,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import { LIST_ID, type RowListHandle } from "@/app/_inbox/list/row-list";
import { refusalCodeOf } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import type { Row } from "@/app/_shared/conversation/rows";
import { openConversation, openNow } from "@/app/_shared/view/navigate";
import { OVERLAYS } from "@/app/_shell/keys/key-waits";
import {
  type Current,
  type Cursor,
  createCursor,
  currentOf,
  type LeftEvent,
  NOTHING_CURRENT,
  nextCurrent,
  stepFrom,
} from "./current";

type CursorOptions = {
  /** The rows of the list, as the cache has them. */
  listed: readonly Row[];
  /** The conversation in the thread. */
  open: number | null;
  /** The list. */
  viewKey: string;
  list: RefObject<RowListHandle | null>;
};

/** The current conversation of the inbox, the rows to show with it, and how it moves. */
export function useCursor({ listed, open, viewKey, list }: CursorOptions) {
  const [cursor] = useState(createCursor);
  // The ring of a list without a thread moves without a rendering of the screen, unless a row goes with it.
  useSyncExternalStore(
    cursor.subscribe,
    () => cursor.state().held,
    () => NOTHING_CURRENT.held,
  );
  const order = useMemo(() => listed.map((row) => row.conversation.displayId), [listed]);
  const painted = useMemo(
    () => ({ type: "painted" as const, viewKey, list: order, open }),
    [viewKey, order, open],
  );
  // In the rendering that loses a row, its place is kept already.
  const next = nextCurrent(cursor.state(), painted);
  const rows = useRowsWithHeld(listed, next);
  const openBefore = useRef(open);
  /** Brings the model up to date with the address, which every navigation changes at once. */
  const now = (): Current => {
    cursor.dispatch({ type: "asked", open: openNow() });
    return cursor.state();
  };
  useLayoutEffect(() => {
    cursor.dispatch({ type: "asked", open: openNow() });
    cursor.dispatch(painted);
    const { ring } = cursor.state();
    const isClosed = open === null && openBefore.current !== null;
    openBefore.current = open;
    if (open !== null || ring === null || document.activeElement !== document.body) return;
    // A conversation that is closed gives the focus to its row, and leaves the list where it was scrolled to. A row that has
    // left the list gives it to the row with the ring.
    if (isClosed) list.current?.focusInPlace(ring);
    else list.current?.focus(ring);
  }, [cursor, painted, open, list]);
  useFocusedRing(cursor);
  /** Puts ring and focus on a row; beside a thread, opens its conversation. */
  const to = (displayId: number): void => {
    if (now().asked === null) cursor.dispatch({ type: "ringed", displayId });
    else openConversation(displayId, "replace");
    list.current?.focus(displayId);
  };
  return {
    cursor,
    rows,
    /** The rows that have left the list and are still shown. */
    held: next.held,
    /** The current conversation, or null. */
    here: () => currentOf(now()),
    /** Moves by one row and returns it; null at the end of the list. */
    move: (step: 1 | -1): number | null => {
      const found = stepFrom(now(), step);
      if (found !== null) to(found);
      return found;
    },
    /** The row beside another one; null at the end of the list. */
    beside: (displayId: number | null, step: 1 | -1) => stepFrom(now(), step, displayId),
    /** A change takes a conversation out of the list: returns what to open instead of it, if it was current. */
    leave(displayId: number, how: Pick<LeftEvent, "hasOnePane" | "isSent">): { open: number | null } | null {
      const before = now();
      cursor.dispatch({ type: "left", displayId, ...how });
      const { asked, ring } = cursor.state();
      if (before.asked === null && ring !== before.ring && ring !== null) list.current?.focus(ring);
      return before.asked === asked ? null : { open: asked };
    },
  };
}

/** The rows in their order: those of the list, and those that have left it, as they are now. */
function useRowsWithHeld(listed: readonly Row[], { order, held }: Current): readonly Row[] {
  const trpc = useTRPC();
  const shown = useRef<readonly Row[]>([]);
  const [away = null] = held;
  // It may have been deleted permanently, or moved to where the reader may not see it: then it is not shown.
  const { data, error } = useQuery({
    ...trpc.conversations.get.queryOptions({ displayId: away ?? 0 }),
    enabled: away !== null,
  });
  const isGone = error !== null && refusalCodeOf(error) === "conversation.not_found";
  const rows = useMemo(() => {
    if (held.length === 0) return listed;
    const byId = new Map(listed.map((row) => [row.conversation.displayId, row]));
    const heldRow = (displayId: number): Row | undefined => {
      const before = shown.current.find((row) => row.conversation.displayId === displayId);
      const row = displayId === away ? (isGone ? undefined : (data ?? before)) : before;
      return row?.conversation.lifecycle === "purged" ? undefined : row;
    };
    return order.flatMap((displayId) => byId.get(displayId) ?? heldRow(displayId) ?? []);
  }, [listed, order, held, away, data, isGone]);
  useEffect(() => {
    shown.current = rows;
  }, [rows]);
  return rows;
}

/** The ring of a list without a thread is where the focus is: removes it when the focus leaves the list. */
function useFocusedRing(cursor: Cursor): void {
  useEffect(() => {
    const isElsewhere = (element: Element | null) => !element?.closest(`${OVERLAYS}, #${LIST_ID}`);
    const remove = () => cursor.dispatch({ type: "ringed", displayId: null });
    const onFocusIn = ({ target }: FocusEvent) => {
      if (target instanceof Element && isElsewhere(target)) remove();
    };
    // A click beside everything focuses nothing. Neither does leaving the window, nor a row that is removed.
    const onFocusOut = ({ target, relatedTarget }: FocusEvent) => {
      if (relatedTarget !== null) return;
      queueMicrotask(() => {
        const isHere = document.hasFocus() && target instanceof Element && target.isConnected;
        if (isHere && isElsewhere(document.activeElement) && !document.querySelector(OVERLAYS)) remove();
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
