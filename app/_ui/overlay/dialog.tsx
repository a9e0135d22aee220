"use client";

import { lazy, Suspense, useState } from "react";
import type { DialogProps } from "./dialog-window";

const DialogWindow = lazy(() => import("./dialog-window"));

/** A dialog over the page; focus stays in it until it is closed. Loaded when it is first opened. */
export function Dialog(props: DialogProps) {
  const [isMounted, setMounted] = useState(props.open);
  if (props.open && !isMounted) setMounted(true);
  return isMounted ? (
    <Suspense fallback={null}>
      <DialogWindow {...props} />
    </Suspense>
  ) : null;
}
