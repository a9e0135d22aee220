"use client";

import { useTranslations } from "next-intl";
import { useEffect, useEffectEvent } from "react";
import { pageUploads } from "@/app/_lib/files/page-uploads";
import { useLiveState } from "@/app/_lib/live/live";
import { openConversation, openNow } from "@/app/_shared/view/navigate";
import { useDrafts } from "@/app/_shell/drafts/use-text";
import { useIsOnline } from "@/app/_shell/nav/use-connection";
import { warn } from "@/app/_ui/overlay/toast";
import type { SendResult } from "./outbox";
import type { SentMessage } from "./page-unsent";
import { useUnsent } from "./page-unsent";
import type { UnsentMessage } from "./records";
import { useWithdraw } from "./use-withdraw";
import { useShowSent } from "./use-write";

/** Sends what waits in the outbox at the start and whenever the server may be back: once per page. */
export function useOutbox(): void {
  const t = useTranslations("composer");
  const { store, outbox } = useUnsent();
  const showSent = useShowSent();
  const { offerWithdrawal } = useWithdraw();
  const isOnline = useIsOnline();
  const isLive = useLiveState() === "live";

  const onLate = useEffectEvent((message: UnsentMessage, result: SendResult<SentMessage>) => {
    const { displayId } = message;
    if (result.kind === "waiting") return;
    if (result.kind === "sent") {
      showSent(displayId, result.sent);
      return offerWithdrawal(displayId, result.sent.message, message);
    }
    if (openNow() === displayId) return;
    const show = { label: t("show"), run: () => openConversation(displayId) };
    warn({ text: t("notSent", { number: displayId }), action: show });
  });
  useEffect(() => {
    outbox.onLate((message, result) => onLate(message, result));
    return () => outbox.onLate(null);
  }, [outbox]);
  useEffect(() => {
    if (isOnline || isLive) void store.ready.then(outbox.drain);
  }, [store, outbox, isOnline, isLive]);
  useEffect(() => {
    const onVisible = () => document.visibilityState === "visible" && outbox.drain();
    document.addEventListener("visibilitychange", onVisible);
    return () => document.removeEventListener("visibilitychange", onVisible);
  }, [outbox]);
}

/** Asks before the page is left only if something would be lost: nothing does while this browser keeps what is written. */
export function useLeaveQuestion(): void {
  const { store, outbox } = useUnsent();
  const drafts = useDrafts();
  useEffect(() => {
    const onLeave = (event: BeforeUnloadEvent) => {
      const hasUnkept = !store.isKept() && (drafts.isUnsaved() || outbox.entries().length > 0);
      if (hasUnkept || pageUploads.isUploading()) event.preventDefault();
    };
    window.addEventListener("beforeunload", onLeave);
    return () => window.removeEventListener("beforeunload", onLeave);
  }, [store, outbox, drafts]);
}
