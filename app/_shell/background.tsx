"use client";

import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { wasReloaded } from "@/app/_lib/actions/reload-once";
import { useRefetchOnReconnect } from "@/app/_shell/nav/use-connection";
import { Alerts } from "@/app/_shell/notifications/alerts";
import { usePushRenewal } from "@/app/_shell/notifications/push";
import { useAttentionReports } from "@/app/_shell/notifications/use-attention-reports";
import { useLeaveToast } from "@/app/_shell/unsent/leave";
import { useLeaveQuestion, useOutbox } from "@/app/_shell/unsent/use-outbox";
import { warn } from "@/app/_ui/overlay/toast";
import ToastWindow from "@/app/_ui/overlay/toast-window";

/** What runs on every signed-in page, and its toasts: without a network they could not be loaded when they are needed. */
export function Background() {
  const t = useTranslations("shell");
  useRefetchOnReconnect();
  useOutbox();
  useLeaveQuestion();
  useLeaveToast();
  useReloadNotice();
  usePushRenewal();
  useAttentionReports();
  return (
    <>
      <Alerts />
      <ToastWindow label={t("notices")} closeLabel={t("dismiss")} />
    </>
  );
}

/** Tells that the page was reloaded because the server was updated, and that the change which found that out was not made. */
function useReloadNotice(): void {
  const t = useTranslations("shell");
  useEffect(() => {
    if (wasReloaded()) warn({ text: t("reloaded"), detail: t("reloadedDetail") });
  }, [t]);
}
