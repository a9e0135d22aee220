import { useEffect, useEffectEvent, useRef } from "react";
import { flushSync } from "react-dom";
import { isComposing } from "@/app/_lib/is-composing";
import { areSingleKeysOn } from "@/app/_lib/preferences/browser-switch";
import { typeText } from "@/app/_lib/type-text";
import type { KeyQueue, Queued } from "./key-queue";
import type { OfferBook } from "./offers";
import { ACTION_IDS, type ActionId, actionOf, matchesKey } from "./registry";

/** Text fields take characters; a checkbox does not, so keys still work after a click on one. */
const FIELDS = 'input:not([type="checkbox"]), textarea, select, [contenteditable="true"]';

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
export function useKeyListener({ book, queue, gate, perform, typeInto, onRefused }: KeyHandlers): void {
  /** Returns whether the press was used. */
  const press = (event: KeyboardEvent, isWriting: boolean): boolean => {
    if (typeInto) {
      if (!event.ctrlKey && !event.metaKey) typeInto(event.key);
      return false;
    }
    if (document.querySelector(POPUP)) return false; // it has the focus in the next frame
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
  const text = useRef<Typed | null>(null);
  const waitFor = useWaitUntilGone(queue);
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (!(event.target instanceof Element) || event.target.closest(OVERLAYS)) return;
    if (!typeInto && document.querySelector(POPUP)) return;
    const closing = event.target.closest(CLOSING);
    const field = closing ? null : (event.target.closest(FIELDS) ?? fieldOfButton(event.target, event));
    if (field) text.current = typedAfter(text.current, field, event);
    else if (text.current && !text.current.field.isConnected) queue.mute(text.current.at);
    if (!field) text.current = null;
    if (event.defaultPrevented || isComposing(event)) return;
    const isWriting = field !== null;
    if (closing && isTyped(event)) waitFor(closing);
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

/** What was chosen in a menu runs when the menu goes, and may move the focus: keys wait until then. */
function useWaitUntilGone(queue: KeyQueue<KeyboardEvent>): (closing: Element) => void {
  const awaited = useRef<Element | null>(null);
  return (closing) => {
    if (awaited.current === closing) return;
    awaited.current = closing;
    queue.begin(null, GONE);
    whenGone(closing, () => {
      awaited.current = null;
      queue.release(GONE);
    });
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

/** An open dialog, popover or menu over the page. */
const POPUP = "[data-popup]:not([data-closed])";

/** A menu, the palette or the search that its reader has closed, and which has the focus until it is gone. */
const CLOSING = '[data-popup="menu"][data-closed], [data-popup="command"][data-closed]';
/** The target of keys that wait for it. */
const GONE = "gone";

/** Calls `act` in the frame after a closing element was removed, when the focus is back, or was opened again. */
function whenGone(element: Element, act: () => void): void {
  const isClosing = () => element.isConnected && element.matches(CLOSING);
  const look = () => requestAnimationFrame(isClosing() ? look : act);
  look();
}

/** An open overlay, which handles its keys itself; one that is fading away no longer does. */
export const OVERLAYS = ["dialog", "menu", "listbox"]
  .map((role) => `[role="${role}"]:not([data-closed])`)
  .join(", ");
