"use client";

import { useSearchParams } from "next/navigation";
import { FIRST_VIEW, hrefOf } from "@/app/_shell/view/view";

/** The address of a conversation beside all others. */
export const conversationHref = (displayId: number): string =>
  hrefOf({ ...FIRST_VIEW, scope: "all", selected: displayId });

/** The address of a message. It is no part of a view: wherever one goes from there leads away from the message. */
export const messageHref = (displayId: number, number: number): string =>
  `${conversationHref(displayId)}&m=${number}`;

/** The number of the message that the address leads to, or null. */
export function useLinkedMessage(): number | null {
  const number = Number(useSearchParams().get("m"));
  return Number.isSafeInteger(number) && number > 0 && number < 2 ** 31 ? number : null;
}
