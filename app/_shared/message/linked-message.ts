"use client";

import { useSearchParams } from "next/navigation";
import { FIRST_VIEW, hrefOf } from "@/app/_shared/view/view";

/** The URL of a conversation, in the view of all conversations. */
export const conversationHref = (displayId: number): string =>
  hrefOf({ ...FIRST_VIEW, scope: "all", selected: displayId });

/** The URL of a message. The message is not part of a view: any navigation leaves it. */
export const messageHref = (displayId: number, number: number): string =>
  `${conversationHref(displayId)}&m=${number}`;

/** The number of the message that the URL links to, or null. */
export function useLinkedMessage(): number | null {
  const number = Number(useSearchParams().get("m"));
  return Number.isSafeInteger(number) && number > 0 && number < 2 ** 31 ? number : null;
}
