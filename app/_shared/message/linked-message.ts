"use client";

import { useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { FIRST_VIEW, hrefOf } from "@/app/_shared/view/view";
import { notify, warn } from "@/app/_ui/overlay/toast";

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

/** Copies a URL of this site and confirms it; browsers offer the clipboard on secure pages only. */
export function useCopyLink(): (path: string) => void {
  const t = useTranslations("link");
  return (path) => {
    const { href } = new URL(path, location.href);
    const write = async () => navigator.clipboard.writeText(href);
    write().then(
      () => notify({ text: t("copied"), detail: href }),
      () => warn({ text: t("notCopied"), detail: href }),
    );
  };
}
