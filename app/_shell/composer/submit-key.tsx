"use client";

import type { KeyboardEvent } from "react";
import { useEnterSends } from "@/app/_lib/preferences/enter-sends";
import { ENTER_SENDS_KEYS, keyText, WRITING_KEYS } from "@/app/_shell/keys/registry";
import { useIsMac } from "@/app/_shell/keys/use-is-mac";
import { Kbd } from "@/app/_ui/display/kbd";
import { enterMeans } from "./writing-key";

/** Returns whether a key that was pressed in a text sends or saves it: Enter by the member's setting, always with Ctrl or Command. */
export function useIsSubmitKey(): (event: KeyboardEvent) => boolean {
  const enterSends = useEnterSends();
  return (event) => enterMeans(event.nativeEvent, enterSends) !== null;
}

/** The key that sends or saves a text, for the button that does the same. */
export function SubmitKey() {
  const isMac = useIsMac();
  const enterSends = useEnterSends();
  return (
    <Kbd inverted className="bg-transparent">
      {keyText(enterSends ? ENTER_SENDS_KEYS.send : WRITING_KEYS.send, isMac)}
    </Kbd>
  );
}
