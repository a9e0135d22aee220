"use client";

import { lazy, Suspense, useState, useSyncExternalStore } from "react";
import { useWhenIdle } from "@/app/_lib/use-when-idle";
import { onToast, wasNotified } from "./toast";

const load = () => import("./toast-window");
const ToastWindow = lazy(load);

/** Renders the toasts; once per page. Loaded when the page is idle, or with the first toast. */
export function Toaster(props: { label: string; closeLabel: string }) {
  const [isLoaded, setLoaded] = useState(false);
  useWhenIdle(() => load().then(() => setLoaded(true)));
  const isNeeded = useSyncExternalStore(onToast, wasNotified, () => false);
  return isLoaded || isNeeded ? (
    <Suspense fallback={null}>
      <ToastWindow {...props} />
    </Suspense>
  ) : null;
}
