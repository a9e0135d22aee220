"use client";

import { useState } from "react";
import { onDemand } from "@/app/_lib/on-demand";
import type { DialogProps } from "./dialog-window";
import { Opening } from "./window-on-demand";

export const DialogWindow = onDemand(() => import("./dialog-window").then((file) => file.default));

/** A dialog over the page; focus stays in it until it is closed. Loaded when it is first opened. */
export function Dialog(props: DialogProps) {
  const [isMounted, setMounted] = useState(props.open);
  if (props.open && !isMounted) setMounted(true);
  return isMounted ? <DialogWindow {...props} fallback={props.open ? <Opening /> : null} /> : null;
}
