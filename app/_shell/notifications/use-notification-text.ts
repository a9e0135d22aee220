"use client";

import { useTranslations } from "next-intl";
import type { NotificationDto } from "@/server/contract/notification";
import { useActorName } from "../why/use-actor-name";

/** What a notification says. */
export function useNotificationText(): (notification: NotificationDto) => string {
  const t = useTranslations("notifications");
  const actorName = useActorName();
  return ({ kind, actor, count, conversation }) => {
    const contact = conversation.contactName || t("somebody");
    return kind === "message"
      ? t("kind.message", { contact, count })
      : t(`kind.${kind}`, { actor: actorName(actor), contact });
  };
}
