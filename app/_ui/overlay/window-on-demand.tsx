"use client";

import { type ComponentType, useEffect, useState } from "react";
import { onDemand } from "@/app/_lib/on-demand";

/** Without a network the code of a window does not come: keys work again after this time, in ms. */
const OPENING_MS = 5_000;

/** Stands for a window that opens while its code is loaded: keys wait until the window has the focus. */
export function Opening() {
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(setLate, OPENING_MS, true);
    return () => clearTimeout(timer);
  }, []);
  return isLate ? null : <span hidden data-popup="opening" />;
}

/**
 * A window, or a field in the page that takes the focus, whose code is loaded when it is first shown. Without `open` it is open while it
 * is mounted.
 */
export function windowOnDemand<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  const Window = onDemand(load);
  return function WindowOnDemand(props: P) {
    const isOpen = !("open" in props) || props.open === true;
    return <Window {...props} fallback={isOpen ? <Opening /> : null} />;
  };
}
