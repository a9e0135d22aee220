"use client";

import { createBrowserSwitch } from "./browser-switch";

const caretMovesOn = createBrowserSwitch("tickline.caret-moves-on", { isOnByDefault: false });

/** Whether "send and resolve" puts the caret into the next reply. */
export const doesCaretMoveOn = caretMovesOn.isOn;
export const useCaretMovesOn = caretMovesOn.use;
export const setCaretMovesOn = caretMovesOn.set;
