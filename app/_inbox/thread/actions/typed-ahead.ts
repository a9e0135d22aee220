import { useState } from "react";

/** Without a network the code of the edit does not come: what is typed is a reply again after this time, in ms. */
const AWAITED_MS = 5_000;

type Press = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">;

/** What is typed in the composer from the key that edits the last message until the edit has the focus. */
export type TypedAhead = {
  begin(): void;
  /** Takes a key of the edit, of which Escape calls `cancel`; false: the key is the composer's. */
  add(press: Press, cancel: () => void): boolean;
  end(): void;
  /** The text of the edit with what was typed, which nothing else gets. */
  take(text: string): string;
};

export function createTypedAhead(now: () => number = () => performance.now()): TypedAhead {
  let keys: string[] | null = null;
  let sinceMs = 0;
  return {
    begin() {
      keys = [];
      sinceMs = now();
    },
    add({ key, ctrlKey, metaKey, altKey }, cancel) {
      if (now() - sinceMs > AWAITED_MS) keys = null;
      if (!keys || ctrlKey || metaKey || altKey) return false;
      if (key === "Escape") cancel();
      else if (key.length === 1 || key === "Backspace") keys.push(key);
      else return key === "Enter"; // no line of the edit, and no reply
      return true;
    },
    end() {
      keys = null;
    },
    take(text) {
      const characters = [...text];
      for (const key of keys ?? [])
        if (key === "Backspace") characters.pop();
        else characters.push(key);
      keys = null;
      return characters.join("");
    },
  };
}

/** That of a thread. */
export const useTypedAhead = (): TypedAhead => useState(() => createTypedAhead())[0];
