"use client";

import { useEffect, useRef } from "react";
import { goTo, viewNow } from "@/app/_shared/view/navigate";
import { isAsSaved, toView } from "@/app/_shell/saved/use-saved-views";
import type { ViewDto } from "@/server/contract/organising/saved-view";

/** The newest version of each view that this page itself has made. */
const own = new Map<number, number>();

/** Makes a change of a view that its list does not follow: the list is what the change was made of, and its undo leaves it. */
export async function asOwnChange(viewId: number, change: () => Promise<ViewDto>): Promise<ViewDto> {
  own.set(viewId, Number.POSITIVE_INFINITY); // the live stream may be faster than the answer
  try {
    const changed = await change();
    own.set(viewId, changed.version);
    return changed;
  } catch (error) {
    own.delete(viewId);
    throw error;
  }
}

/** Shows the list of a saved view as others, or the member in another window, have changed it, unless it is edited here. */
export function useFollowSaved(saved: ViewDto): void {
  const shown = useRef(saved);
  useEffect(() => {
    const before = shown.current;
    shown.current = saved;
    const now = viewNow();
    const isOther =
      before.id === saved.id && saved.version > Math.max(before.version, own.get(saved.id) ?? 0);
    if (isOther && now.savedId === saved.id && isAsSaved(now, before) && !isAsSaved(now, saved))
      goTo({ ...toView(saved), selected: now.selected }, "replace");
  }, [saved]);
}
