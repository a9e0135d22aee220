"use client";

import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { wasReloaded } from "@/app/_lib/actions/reload-once";
import { useStoredChoices } from "@/app/_lib/preferences/use-stored-choices";
import { isSigningOut } from "@/app/_lib/session/sign-in";
import { useRefetchOnReconnect } from "@/app/_shell/nav/use-connection";
import { Alerts } from "@/app/_shell/notifications/alerts";
import { usePushRenewal } from "@/app/_shell/notifications/push";
import { RefusedBulk } from "@/app/_shell/refused-bulk";
import { useLeaveToast } from "@/app/_shell/unsent/leave";
import { useUnsent } from "@/app/_shell/unsent/page-unsent";
import { useLeaveQuestion, useOutbox } from "@/app/_shell/unsent/use-outbox";
import { warn } from "@/app/_ui/overlay/toast";
import ToastWindow from "@/app/_ui/overlay/toast-window";
import { useShortenedHints } from "@/app/_ui/overlay/use-shortened-hints";

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
  useShortenedHints();
  useStoredChoices();
  return (
    <>
      <Alerts />
      <ToastWindow label={t("notices")} closeLabel={t("dismiss")} />
      <RefusedBulk />
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

/** The shortest interval between two reports of input, in ms. */
const EVERY_MS = 60_000;
/** Later than the calls that the same input makes: in one batch they would wait for each other. */
const AFTER_MS = 1_000;
const INPUT_EVENTS = ["pointermove", "pointerdown", "keydown", "wheel", "touchmove", "focus"] as const;

/** Reports input to the server, and when the window is hidden: pushes wait while the member is here. Once per page. */
function useAttentionReports(): void {
  const { client } = useUnsent(); // completes a report although its tab is closed
  useEffect(() => {
    let reportedAt = 0;
    // Another page of this tab may have reported input before.
    let mayBeHere = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const report = (isHere: boolean) => {
      if (isSigningOut()) return;
      void client.notificationSettings.attend.mutate({ isHere }).catch(() => undefined); // offline: pushes are sent
    };
    const input = () => {
      if (document.visibilityState !== "visible" || Date.now() - reportedAt < EVERY_MS) return;
      reportedAt = Date.now();
      mayBeHere = true;
      timer = setTimeout(() => report(true), AFTER_MS);
    };
    const hide = () => {
      if (document.visibilityState !== "hidden" || !mayBeHere) return;
      mayBeHere = false;
      reportedAt = 0;
      clearTimeout(timer);
      report(false);
    };
    for (const type of INPUT_EVENTS) window.addEventListener(type, input, { passive: true });
    document.addEventListener("visibilitychange", hide);
    return () => {
      clearTimeout(timer);
      for (const type of INPUT_EVENTS) window.removeEventListener(type, input);
      document.removeEventListener("visibilitychange", hide);
    };
  }, [client]);
}
