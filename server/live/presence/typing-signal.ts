import { shared } from "@/server/lib/shared";
import { type AccountSignal, createAccountSignal } from "@/server/live/hub/account-signal";
import type { Present } from "./presence-book";

/** Tells who starts or stops typing, in this process or another; one per process. */
export const typingSignal = (): AccountSignal<[entry: Present, isTyping: boolean]> =>
  shared("typing-signal", createAccountSignal<[entry: Present, isTyping: boolean]>);
