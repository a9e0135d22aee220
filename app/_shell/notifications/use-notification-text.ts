"use client";

import { useTranslations } from "next-intl";
import { useAlertText } from "@/app/_shared/alerts/use-alert-text";
import { useActorName } from "@/app/_shared/why/use-actor-name";
import type { NotificationDto } from "@/server/contract/member/notification";

/** Returns a function for the text of a notification. */
export function useNotificationText(): (notification: NotificationDto) => string {
  const t = useTranslations("notifications");
  const actorName = useActorName();
  const alertText = useAlertText();
  return (notification) => {
    const { kind, actor, count, conversation } = notification;
    if (kind === "alert") return alertText(notification.alert);
    const contact = conversation.contactName || t("somebody");
    return kind === "message" || kind === "not_delivered"
      ? t(`kind.${kind}`, { contact, count })
      : t(`kind.${kind}`, { actor: actorName(actor), contact });
  };
}
