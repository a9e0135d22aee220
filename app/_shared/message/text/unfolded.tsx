"use client";

import { createContext, type ReactNode, useContext, useState } from "react";

type Unfolded = { keys: ReadonlySet<string>; toggle: (key: string) => void };

const NONE: Unfolded = { keys: new Set(), toggle: () => {} };
const UnfoldedContext = createContext(NONE);

/** Remembers what is unfolded while a thread is open: a virtual row forgets its state when it leaves the window. */
export function UnfoldedProvider({ children }: { children: ReactNode }) {
  const [keys, setKeys] = useState<ReadonlySet<string>>(NONE.keys);
  const toggle = (key: string) =>
    setKeys((before) => {
      const after = new Set(before);
      if (!after.delete(key)) after.add(key);
      return after;
    });
  return <UnfoldedContext value={{ keys, toggle }}>{children}</UnfoldedContext>;
}

/** Whether the item with a key is unfolded, and how to change that. */
export function useUnfolded(key: string): [isUnfolded: boolean, toggle: () => void] {
  const { keys, toggle } = useContext(UnfoldedContext);
  return [keys.has(key), () => toggle(key)];
}
