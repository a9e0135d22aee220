"use client";

import { Cloud, CloudOff, LoaderCircle, LogIn } from "lucide-react";
import { useTranslations } from "next-intl";
import { cn } from "@/app/_lib/class-names";
import { OutboxMark } from "@/app/_shell/unsent/outbox-mark";
import { useIsKept } from "@/app/_shell/unsent/use-write";
import { useConnection } from "./use-connection";

type ConnectionStatusProps = {
  className?: string;
  /** Hides the mark during the first connection, so that nothing moves. */
  hidesConnecting?: boolean;
};

/** The state of the live stream, hidden while it is live, and the number of messages that were not sent. */
export function ConnectionStatus({ className, hidesConnecting = false }: ConnectionStatusProps) {
  const t = useTranslations("connection");
  const state = useConnection();
  const isKept = useIsKept();
  return (
    <div className={cn("px-2", className)}>
      <div role="status">
        {state === "offline" ? (
          <p className="flex items-start gap-2 rounded-s bg-warn-soft px-2 py-1.5 text-sm text-warn">
            <CloudOff size={14} aria-hidden className="mt-0.5 shrink-0" />
            {isKept ? t("offlineKept") : t("offline")}
          </p>
        ) : null}
        {state === "back" ? (
          <p className="flex items-start gap-2 rounded-s bg-ok-soft px-2 py-1.5 text-ok text-sm">
            <Cloud size={14} aria-hidden className="mt-0.5 shrink-0" />
            {t("back")}
          </p>
        ) : null}
        {state === "signedOut" ? (
          <a
            href="/sign-in"
            className="flex items-start gap-2 rounded-s bg-bad-soft px-2 py-1.5 text-bad text-sm"
          >
            <LogIn size={14} aria-hidden className="mt-0.5 shrink-0" />
            {t("signedOut")}
          </a>
        ) : null}
        {state === "connecting" && !hidesConnecting ? (
          <p className="flex items-center gap-2 px-2 py-1.5 text-faint text-sm">
            <LoaderCircle size={14} aria-hidden className="animate-spin" />
            {t("connecting")}
          </p>
        ) : null}
      </div>
      <OutboxMark />
    </div>
  );
}
