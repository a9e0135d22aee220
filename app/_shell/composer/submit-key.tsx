"use client";

import type { KeyboardEvent as ReactKeyboardEvent } from "react";
import { isComposing } from "@/app/_lib/is-composing";
import { useEnterSends } from "@/app/_lib/preferences/browser-switch";
import { ENTER_SENDS_KEYS, keyText, WRITING_KEYS } from "@/app/_shell/keys/registry";
import { Kbd, useIsMac } from "@/app/_ui/display/kbd";

/** Returns whether a key that was pressed in a text sends or saves it: Enter by the member's setting, always with Ctrl or Command. */
export function useIsSubmitKey(): (event: ReactKeyboardEvent) => boolean {
  const enterSends = useEnterSends();
  return (event) => enterMeans(event.nativeEvent, enterSends) !== null;
}

/** The key that sends or saves a text, for the button that does the same. */
export function SubmitKey() {
  const isMac = useIsMac();
  const enterSends = useEnterSends();
  return <Kbd inverted>{keyText(enterSends ? ENTER_SENDS_KEYS.send : WRITING_KEYS.send, isMac)}</Kbd>;
}

/** What is known of a key that was pressed in the composer. */
type Press = Pick<
  KeyboardEvent,
  "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey" | "isComposing" | "keyCode"
>;

/**
 * What Enter does in the composer: sends, sends and resolves, or null: the field handles it, with a new line. With Ctrl or
 * Command it always sends. An Enter that ends the composition of an input method never sends.
 */
export function enterMeans(press: Press, enterSends: boolean): "send" | "sendAndResolve" | null {
  if (press.key !== "Enter" || isComposing(press) || press.altKey) return null;
  if (press.ctrlKey || press.metaKey) return press.shiftKey ? "sendAndResolve" : "send";
  return enterSends && !press.shiftKey ? "send" : null;
}
