"use client";

import { useState } from "react";
import { changesOf, withListChanges } from "./changes-of";

/**
 * What is chosen in a form over what is `stored`, which others change too. When other values come to be stored, the edits that
 * these have are dropped; what was chosen while a save was on its way stays. Of a list of ids, those that others added or removed
 * meanwhile are too. `overtaken`: the names of what is edited here and of which others have stored another value, which saving
 * replaces; `isOvertaken`: there are some.
 */
export function useEdits<T extends object>(stored: T) {
  const [edits, setEdits] = useState<Partial<T>>({});
  const [known, setKnown] = useState(stored);
  const [late, setLate] = useState<readonly string[]>([]);
  if (known !== stored) {
    const kept = changesOf(stored, over(stored, known, edits) as T); // of a part of T
    setKnown(stored);
    setEdits(kept);
    setLate(Object.keys(kept).filter((name) => late.includes(name) || isReplaced(name, known, stored)));
  }
  const unlike = changesOf(stored, edits);
  const overtaken = late.filter((name) => Object.hasOwn(unlike, name));
  return {
    edits,
    overtaken,
    isOvertaken: overtaken.length > 0,
    edit: (next: Partial<T>) => setEdits((current) => ({ ...current, ...next })),
    clear: () => setEdits({}),
    /** Ends the edits that were saved: the server may have stored them otherwise. What was edited since stays. */
    settle: (saved: Partial<T>) => setEdits((current) => changesOf(saved, current as T)), // of a part of T
  };
}

const isIds = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((one) => typeof one === "number");

/** Whether others have stored another value, which is no list of ids: of these both changes are kept. */
function isReplaced(name: string, before: object, now: object): boolean {
  const [was, is] = [Reflect.get(before, name), Reflect.get(now, name)];
  return JSON.stringify(was) !== JSON.stringify(is) && !(isIds(was) && isIds(is));
}

/** The edits of what was stored `before` over what is `stored` now. */
function over<T extends object>(stored: T, before: T, edits: Partial<T>): Partial<T> {
  const rebased = (name: string, chosen: unknown) => {
    const [now, shown] = [Reflect.get(stored, name), Reflect.get(before, name)];
    if (!isIds(chosen) || !isIds(now) || !isIds(shown)) return chosen;
    const both = withListChanges(now, shown, chosen);
    return both.length === 0 ? chosen : both; // an empty list may be none or all
  };
  const entries = Object.entries(edits).map(([name, chosen]) => [name, rebased(name, chosen)]);
  return Object.fromEntries(entries) as Partial<T>; // fromEntries loses the keys' types
}
