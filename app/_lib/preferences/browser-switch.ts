"use client";

import { useSyncExternalStore } from "react";

/** A setting of this browser that is on or off. */
export type BrowserSwitch = { isOn(): boolean; use(): boolean; set(isOn: boolean): void };

/** Stored in the browser under this name; the default value is not stored. */
export function createBrowserSwitch(
  name: string,
  { isOnByDefault }: { isOnByDefault: boolean },
): BrowserSwitch {
  const listeners = new Set<() => void>();
  function listen(listener: () => void): () => void {
    listeners.add(listener);
    window.addEventListener("storage", listener);
    return () => {
      listeners.delete(listener);
      window.removeEventListener("storage", listener);
    };
  }
  const isOn = () => {
    const kept = localStorage.getItem(name);
    return kept === null ? isOnByDefault : kept === "on";
  };
  return {
    isOn,
    use: () => useSyncExternalStore(listen, isOn, () => isOnByDefault),
    set(next) {
      if (next === isOnByDefault) localStorage.removeItem(name);
      else localStorage.setItem(name, next ? "on" : "off");
      for (const listener of listeners) listener();
    },
  };
}
