"use client";

import { useEffect } from "react";
import { isSigningOut } from "@/app/_lib/session/sign-in";
import { useUnsent } from "@/app/_shell/unsent/page-unsent";

/** The shortest interval between two reports of input, in ms. */
const EVERY_MS = 60_000;
/** Later than the calls that the same input makes: in one batch they would wait for each other. */
const AFTER_MS = 1_000;
const INPUT_EVENTS = ["pointermove", "pointerdown", "keydown", "wheel", "touchmove", "focus"] as const;

/** Reports input to the server, and when the window is hidden: pushes wait while the member is here. Once per page. */
export function useAttentionReports(): void {
  const { client } = useUnsent(); // completes a report although its tab is closed
  useEffect(() => {
    let reportedAt = 0;
    // Another page of this tab may have reported input before.
    let mayBeHere = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const report = (isHere: boolean) => {
      if (isSigningOut()) return;
      void client.notificationSettings.attend.mutate({ isHere }).catch(() => undefined); // offline: pushes are sent
    };
    const input = () => {
      if (document.visibilityState !== "visible" || Date.now() - reportedAt < EVERY_MS) return;
      reportedAt = Date.now();
      mayBeHere = true;
      timer = setTimeout(() => report(true), AFTER_MS);
    };
    const hide = () => {
      if (document.visibilityState !== "hidden" || !mayBeHere) return;
      mayBeHere = false;
      reportedAt = 0;
      clearTimeout(timer);
      report(false);
    };
    for (const type of INPUT_EVENTS) window.addEventListener(type, input, { passive: true });
    document.addEventListener("visibilitychange", hide);
    return () => {
      clearTimeout(timer);
      for (const type of INPUT_EVENTS) window.removeEventListener(type, input);
      document.removeEventListener("visibilitychange", hide);
    };
  }, [client]);
}
