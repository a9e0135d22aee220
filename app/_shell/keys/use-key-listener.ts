import { useEffect, useEffectEvent, useRef } from "react";
import { flushSync } from "react-dom";
import { isComposing } from "@/app/_lib/is-composing";
import { areSingleKeysOn } from "@/app/_lib/preferences/browser-switch";
import { typeText } from "@/app/_lib/type-text";
import type { KeyQueue, Queued } from "./key-queue";
import { CLOSING, OVERLAYS, POPUP, TEXT_FIELDS, useWaitForFocus, useWaitUntilGone } from "./key-waits";
import type { OfferBook } from "./offers";
import { ACTION_IDS, type ActionId, actionOf, matchesKey } from "./registry";

/** Whatever handles its keys itself. */
const FIELDS = `${TEXT_FIELDS}, select, [contenteditable="true"]`;

type KeyHandlers = {
  book: OfferBook;
  queue: KeyQueue<KeyboardEvent>;
  /** What an action waits for before it may act; null: nothing. */
  gate: { waitsFor(id: ActionId): string | null };
  /** Runs the offer for this action, if there is one. */
  perform: (id: ActionId) => void;
  /** Until the palette or the search has the focus, keys go to it. */
  typeInto: ((key: string) => void) | null;
  /** A single key was pressed whose action nothing offers. */
  onRefused: (id: ActionId) => void;
};

/** Listens to the page's keys outside of overlays, which handle theirs. */
export function useKeyListener(handlers: KeyHandlers): void {
  const { book, queue, perform, typeInto, onRefused } = handlers;
  const press = usePress(handlers);
  const text = useRef<Typed | null>(null);
  const waitUntilGone = useWaitUntilGone(queue);
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (!(event.target instanceof Element) || event.target.closest(OVERLAYS)) return;
    const closing = event.target.closest(CLOSING);
    if (!typeInto && document.querySelector(POPUP)) {
      const isWriting = !closing && event.target.closest(FIELDS);
      if (!isWriting && !event.defaultPrevented && press(event, false)) event.preventDefault();
      return;
    }
    const field = closing ? null : (event.target.closest(FIELDS) ?? fieldOfButton(event.target, event));
    if (field) text.current = typedAfter(text.current, field, event);
    else if (text.current && !text.current.field.isConnected) queue.mute(text.current.at);
    if (!field) text.current = null;
    if (event.defaultPrevented || isComposing(event)) return;
    const isWriting = field !== null;
    if (closing && isTyped(event)) waitUntilGone(closing);
    const waits = !isWriting && isTyped(event) && queue.add(event, event.timeStamp);
    if (waits || press(event, isWriting)) event.preventDefault();
  });
  const onQueued = useEffectEvent((event: KeyboardEvent) => press(event, false));
  const onRequested = useEffectEvent((id: ActionId) => (book.find(id) ? perform(id) : onRefused(id)));
  useEffect(() => {
    const replay = ({ id, presses }: Queued<KeyboardEvent>) => {
      const before = id === null ? null : document.activeElement;
      // Each key meets what the one before it has opened: a field, or a conversation that is not shown yet.
      if (id !== null) flushSync(() => onRequested(id));
      // Without its field a text is not typed anywhere: its letters are no commands.
      if (id !== null && actionOf(id).group === "write" && document.activeElement === before) return;
      for (const event of presses)
        if (!typeInNewField(event, before) && !queue.add(event, event.timeStamp))
          flushSync(() => onQueued(event));
    };
    return queue.onRelease(replay);
  }, [queue]);
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event);
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
}

/** What a press does on the page; returns whether it was used. */
function usePress({ book, queue, gate, perform, typeInto, onRefused }: KeyHandlers) {
  const waitForFocus = useWaitForFocus(queue);
  return (event: KeyboardEvent, isWriting: boolean): boolean => {
    if (typeInto) {
      if (!event.ctrlKey && !event.metaKey) typeInto(event.key);
      return false;
    }
    if (document.querySelector(POPUP)) {
      if (isTyped(event)) waitForFocus();
      return isTyped(event) && queue.add(event, event.timeStamp);
    }
    const id = ACTION_IDS.find((action) => {
      const { key, whileWriting = false } = actionOf(action);
      if (key === null || (isWriting && !whileWriting)) return false;
      return matchesKey(event, key) && (isCombined(key) || areSingleKeysOn());
    });
    if (!id) return false;
    const target = gate.waitsFor(id);
    if (target !== null) {
      queue.begin(id, target);
      return true;
    }
    if (book.find(id)) {
      perform(id);
      return true;
    }
    if (!isCombined(actionOf(id).key ?? "")) onRefused(id);
    return false;
  };
}

/**
 * After a click on a button of a composer, letters are text as in its field, and no commands: the field gets the focus, and with it the
 * letter. Space presses the button.
 */
function fieldOfButton(target: Element, { key, ctrlKey, metaKey, altKey }: KeyboardEvent): Element | null {
  const isLetter = key.length === 1 && key !== " " && !ctrlKey && !metaKey && !altKey;
  const field = isLetter ? target.closest("[data-writing]")?.querySelector("textarea") : null;
  field?.focus();
  return field ?? null;
}

/** The field that a text is typed into, and when its last key was pressed. */
type Typed = { field: Element; at: number };

/** The text that is being typed after a press in a field; null once it is ended. */
function typedAfter(typed: Typed | null, field: Element, event: KeyboardEvent): Typed | null {
  const { key, ctrlKey, metaKey, altKey, timeStamp: at } = event;
  if (isComposing(event)) return { field, at };
  const isLine = key === "Enter" && !event.defaultPrevented && field instanceof HTMLTextAreaElement;
  if (ctrlKey || metaKey || altKey || ["Escape", "Tab"].includes(key) || (key === "Enter" && !isLine))
    return null;
  return isLine || key.length === 1 || key === "Backspace" ? { field, at } : typed;
}

/** Whether a press types, answers or ends something: not Tab, which moves the focus, and no combination. */
const isTyped = ({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean =>
  !ctrlKey && !metaKey && !altKey && (key.length === 1 || ["Enter", "Backspace", "Escape"].includes(key));

/** Types a key that was pressed before the field that it is meant for had the focus. */
function typeInNewField({ key }: KeyboardEvent, before: Element | null): boolean {
  const field = document.activeElement;
  const isField = field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement;
  if (!isField || field === before || field.type === "checkbox") return false;
  const to = field.selectionEnd ?? field.value.length;
  if (key.length === 1 || key === "Backspace") {
    const text = key === "Backspace" ? "" : key;
    typeText(field, { from: text === "" ? Math.max(0, to - 1) : to, to }, text);
  }
  return true;
}

/** WCAG 2.1.4 is about character keys. */
const isCombined = (key: string): boolean => key.startsWith("mod+") || key === "Escape";
