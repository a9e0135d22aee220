"use client";

import { lazy, Suspense, useState, useSyncExternalStore } from "react";
import { useWhenIdle } from "@/app/_lib/use-when-idle";
import { onToast, wasNotified } from "./toast";

const ToastWindow = lazy(() => import("./toast-window"));

/** Renders the toasts; once per page. Loaded when the page is idle, or with the first toast. */
export function Toaster(props: { label: string; closeLabel: string }) {
  const [isIdle, setIdle] = useState(false);
  useWhenIdle(() => setIdle(true));
  const isNeeded = useSyncExternalStore(onToast, wasNotified, () => false);
  return isIdle || isNeeded ? (
    <Suspense fallback={null}>
      <ToastWindow {...props} />
    </Suspense>
  ) : null;
}
