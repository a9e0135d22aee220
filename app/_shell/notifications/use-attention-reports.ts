"use client";

import { useEffect } from "react";
import { useTRPCClient } from "@/app/_lib/trpc";

/** The shortest interval between two reports of input, in ms. */
const EVERY_MS = 60_000;
const INPUT_EVENTS = ["pointermove", "pointerdown", "keydown", "wheel", "touchmove", "focus"] as const;

/** Reports input to the server, and when the window is hidden: pushes wait while the member is here. Once per page. */
export function useAttentionReports(): void {
  const client = useTRPCClient();
  useEffect(() => {
    let reportedAt = 0;
    const report = (isHere: boolean) => {
      reportedAt = isHere ? Date.now() : 0;
      void client.notificationSettings.attend.mutate({ isHere }).catch(() => undefined); // offline: pushes are sent
    };
    const input = () => {
      if (document.visibilityState === "visible" && Date.now() - reportedAt >= EVERY_MS) report(true);
    };
    const hide = () => {
      if (document.visibilityState === "hidden" && reportedAt > 0) report(false);
    };
    for (const type of INPUT_EVENTS) window.addEventListener(type, input, { passive: true });
    document.addEventListener("visibilitychange", hide);
    return () => {
      for (const type of INPUT_EVENTS) window.removeEventListener(type, input);
      document.removeEventListener("visibilitychange", hide);
    };
  }, [client]);
}
