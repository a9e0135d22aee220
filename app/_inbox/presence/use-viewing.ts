"use client";

import { useEffect } from "react";
import { useLive } from "@/app/_lib/live/live";
import { useAttention } from "./attention";

/** Paging past a conversation does not count as viewing it. */
const VIEWING_AFTER_MS = 700;
/** The server drops a viewer whose presence is not repeated. */
const REPEAT_MS = 40_000;

/** Sends to the other members that one views the open conversation, for as long as it is open. */
export function useViewing(displayId: number | null): void {
  const live = useLive();
  const isAttentive = useAttention();
  useEffect(() => {
    if (displayId === null || !isAttentive) return;
    let hide = () => {};
    const send = () => {
      const before = hide;
      hide = live.show({ views: [], conversations: [], counters: false, viewed: [displayId] });
      before();
    };
    const first = setTimeout(send, VIEWING_AFTER_MS);
    const again = setInterval(send, REPEAT_MS);
    return () => {
      clearTimeout(first);
      clearInterval(again);
      hide();
    };
  }, [live, displayId, isAttentive]);
}
