"use client";

import { useEffect } from "react";
import { useLive } from "@/app/_lib/live/live";
import { useAttention } from "./attention";

/** Who goes past a conversation does not look at it. */
const VIEWING_AFTER_MS = 700;
/** The server forgets who does not say so again. */
const AGAIN_MS = 40_000;

/** Tells the others that one looks at the open conversation, as long as it is so. */
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
    const again = setInterval(send, AGAIN_MS);
    return () => {
      clearTimeout(first);
      clearInterval(again);
      hide();
    };
  }, [live, displayId, isAttentive]);
}
