"use client";

import { useState } from "react";
import { changesOf } from "./changes-of";

/**
 * What is chosen in a form over what is `stored`, which others change too. When other values come to be stored, the edits that
 * these have are dropped; what was chosen while a save was on its way stays.
 */
export function useEdits<T extends object>(stored: T) {
  const [edits, setEdits] = useState<Partial<T>>({});
  const [known, setKnown] = useState(stored);
  if (known !== stored) {
    setKnown(stored);
    setEdits(changesOf(stored, edits as T)); // of a part of T
  }
  return {
    edits,
    edit: (next: Partial<T>) => setEdits((current) => ({ ...current, ...next })),
    clear: () => setEdits({}),
    /** Ends the edits that were saved: the server may have stored them otherwise. What was edited since stays. */
    settle: (saved: Partial<T>) => setEdits((current) => changesOf(saved, current as T)), // of a part of T
  };
}
