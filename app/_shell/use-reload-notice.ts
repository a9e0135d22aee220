"use client";

import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { wasReloaded } from "@/app/_lib/actions/reload-once";
import { warn } from "@/app/_ui/overlay/toast";

/** Tells that the page was reloaded because the server was updated, and that the change which found that out was not made. */
export function useReloadNotice(): void {
  const t = useTranslations("shell");
  useEffect(() => {
    if (wasReloaded()) warn({ text: t("reloaded"), detail: t("reloadedDetail") });
  }, [t]);
}
