"use client";

import { useTranslations } from "next-intl";
import { useAlertText } from "@/app/_shared/alerts/use-alert-text";
import { useActorName } from "@/app/_shared/why/use-actor-name";
import { useSettingText } from "@/app/_shared/why/use-setting-text";
import type { NotificationDto } from "@/server/contract/member/notification";

/** Returns a function for the text of a notification. */
export function useNotificationText(): (notification: NotificationDto) => string {
  const t = useTranslations("notifications");
  const actorName = useActorName();
  const alertText = useAlertText();
  const text = useSettingText();
  return (notification) => {
    const { actor, count, alert, change } = notification;
    if (alert) return alertText(alert);
    if (change)
      return t("kind.policy_changed", {
        actor: actorName(actor),
        inbox: change.inboxName,
        setting: text.name(change.setting),
        from: text.value(change.from),
        to: text.value(change.to),
        via: change.via,
      });
    const { kind, conversation } = notification;
    const contact = conversation.contactName || t("somebody");
    return kind === "message" || kind === "not_delivered"
      ? t(`kind.${kind}`, { contact, count })
      : t(`kind.${kind}`, { actor: actorName(actor), contact });
  };
}
