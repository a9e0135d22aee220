"use client";

import { useTranslations } from "next-intl";
import { useRefetchOnReconnect } from "@/app/_shell/nav/use-connection";
import { Alerts } from "@/app/_shell/notifications/alerts";
import { useAttentionReports } from "@/app/_shell/notifications/use-attention-reports";
import { usePushRenewal } from "@/app/_shell/notifications/use-push";
import { useLeaveToast } from "@/app/_shell/unsent/leave";
import { useLeaveQuestion, useOutbox } from "@/app/_shell/unsent/use-outbox";
import { useReloadNotice } from "@/app/_shell/use-reload-notice";
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
