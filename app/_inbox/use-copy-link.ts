"use client";

import { useTranslations } from "next-intl";
import { notify, warn } from "@/app/_ui/overlay/toast";

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
