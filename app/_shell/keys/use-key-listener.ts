import { useEffect, useEffectEvent } from "react";
import { flushSync } from "react-dom";
import { areSingleKeysOn } from "@/app/_lib/preferences/single-keys";
import type { KeyQueue, Queued } from "./key-queue";
import { matchesKey } from "./match-key";
import type { OfferBook } from "./offers";
import { OVERLAYS } from "./overlays";
import { ACTION_IDS, type ActionId, actionOf } from "./registry";

/** Text fields take characters; a checkbox does not, so keys still work after a click on one. */
const FIELDS = 'input:not([type="checkbox"]), textarea, select, [contenteditable="true"]';

type KeyHandlers = {
  book: OfferBook;
  queue: KeyQueue<KeyboardEvent>;
  /** Runs the offer for this action, if there is one. */
  perform: (id: ActionId) => void;
  /** Until the palette or the search has the focus, keys go to it. */
  typeInto: ((key: string) => void) | null;
  /** A single key was pressed whose action nothing offers. */
  onRefused: (id: ActionId) => void;
};

/** Listens to the page's keys outside of overlays, which handle theirs. */
export function useKeyListener({ book, queue, perform, typeInto, onRefused }: KeyHandlers): void {
  /** Returns whether the press was used. */
  const press = (event: KeyboardEvent, isWriting: boolean): boolean => {
    if (typeInto) {
      if (!event.ctrlKey && !event.metaKey) typeInto(event.key);
      return false;
    }
    const id = ACTION_IDS.find((action) => {
      const { key, whileWriting = false } = actionOf(action);
      if (key === null || (isWriting && !whileWriting)) return false;
      return matchesKey(event, key) && (isCombined(key) || areSingleKeysOn());
    });
    if (!id) return false;
    if (book.find(id)) {
      perform(id);
      return true;
    }
    if (!isCombined(actionOf(id).key ?? "")) onRefused(id);
    return false;
  };
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || !(event.target instanceof Element)) return;
    if (event.target.closest(OVERLAYS)) return;
    const isWriting = event.target.closest(FIELDS) !== null;
    const waits = !isWriting && isTyped(event) && queue.add(event);
    if (waits || press(event, isWriting)) event.preventDefault();
  });
  const onQueued = useEffectEvent((event: KeyboardEvent) => press(event, false));
  const onRequested = useEffectEvent((id: ActionId) => (book.find(id) ? perform(id) : onRefused(id)));
  useEffect(() => {
    const replay = ({ id, presses }: Queued<KeyboardEvent>) => {
      // Each key meets what the one before it has opened.
      flushSync(() => onRequested(id));
      for (const event of presses) flushSync(() => onQueued(event));
    };
    return queue.onRelease(replay);
  }, [queue]);
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event);
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
}

/** Whether a press types, answers or ends something: not Tab, which moves the focus, and no combination. */
const isTyped = ({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean =>
  !ctrlKey && !metaKey && !altKey && (key.length === 1 || ["Enter", "Backspace", "Escape"].includes(key));

/** WCAG 2.1.4 is about character keys. */
const isCombined = (key: string): boolean => key.startsWith("mod+") || key === "Escape";
