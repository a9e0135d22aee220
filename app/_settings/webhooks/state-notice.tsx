"use client";

import { useTranslations } from "next-intl";
import { useTimes } from "@/app/_lib/times/times";
import type { Webhook } from "./webhook";

/** Why nothing is sent, or why it goes badly, and what becomes of what happens meanwhile. */
export function StateNotice({ webhook }: { webhook: Webhook }) {
  const t = useTranslations("settings.webhooks.notice");
  const times = useTimes();
  const { state, disabledReason, failingSince, health, previousSecretUntil } = webhook;
  const notices = [
    state === "disabled" ? t(`disabled.${disabledReason ?? "by_hand"}`) : null,
    state === "enabled" && failingSince !== null ? t("failing", { when: times.moment(failingSince) }) : null,
    state === "enabled" && health.pausedUntil !== null
      ? t("paused", { when: times.seconds(health.pausedUntil) })
      : null,
    previousSecretUntil !== null && Date.parse(previousSecretUntil) > Date.now()
      ? t("rotating", { when: times.moment(previousSecretUntil) })
      : null,
  ].filter((text) => text !== null);
  if (notices.length === 0) return null;
  return (
    <div role="status" className="flex flex-col gap-1 rounded-m bg-warn-soft px-4 py-3 text-warn">
      {notices.map((text) => (
        <p key={text}>{text}</p>
      ))}
    </div>
  );
}
