"use client";

import { useSyncExternalStore } from "react";

/** A setting of this browser that is on or off. */
type BrowserSwitch = { isOn(): boolean; use(): boolean; set(isOn: boolean): void };

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

const singleKeys = createBrowserSwitch("tickline.single-keys", { isOnByDefault: true });

/** Whether keys without Ctrl or Command trigger actions; users of speech input turn them off. */
export const areSingleKeysOn = singleKeys.isOn;
export const useSingleKeys = singleKeys.use;
export const setSingleKeys = singleKeys.set;

const enterSends = createBrowserSwitch("tickline.enter-sends", { isOnByDefault: false });

/** Whether Enter sends a message; otherwise it begins a new line. */
export const useEnterSends = enterSends.use;
export const setEnterSends = enterSends.set;

const caretMovesOn = createBrowserSwitch("tickline.caret-moves-on", { isOnByDefault: false });

/** Whether "send and resolve" puts the caret into the next reply. */
export const doesCaretMoveOn = caretMovesOn.isOn;
export const useCaretMovesOn = caretMovesOn.use;
export const setCaretMovesOn = caretMovesOn.set;
