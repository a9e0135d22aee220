"use client";

import { useTranslations } from "next-intl";
import { useAlertText } from "@/app/_shared/use-alert-text";
import { openConversation, openMessage, viewNow } from "@/app/_shared/view/navigate";
import { FIRST_VIEW, hrefOf, hrefOfMessage, type View } from "@/app/_shared/view/view";
import { useActorName } from "@/app/_shared/why/use-actor-name";
import { useSettingText } from "@/app/_shared/why/use-setting-text";
import { pathOfAlert, pathOfPolicy } from "@/server/contract/alert/alert-path";
import type { NotificationDto } from "@/server/contract/member/notification";

/** The URL of what a notification is about: its conversation in the view of all, or the page that helps with an alert or shows the change. */
export function hrefOfNotification({ alert, change, conversation, message }: NotificationDto): string {
  if (alert) return pathOfAlert(alert);
  if (change) return pathOfPolicy(change.inboxId, change.id);
  const view: View = { ...FIRST_VIEW, scope: "all", selected: conversation.displayId };
  return message ? hrefOfMessage(view, message.number) : hrefOf(view);
}

/** Opens what it is about: a conversation next to the current list, or another page, or the inbox from another page. */
export function openNotification(notification: NotificationDto): void {
  const { conversation, message } = notification;
  if (!conversation || location.pathname !== "/inbox") location.assign(hrefOfNotification(notification));
  else if (message) openMessage({ ...viewNow(), selected: conversation.displayId }, message.number);
  else openConversation(conversation.displayId);
}

/** Returns a function for the text of a notification. */
export function useNotificationText(): (notification: NotificationDto) => string {
  const t = useTranslations("notifications");
  const reason = useTranslations("scheduled.failure");
  const actorName = useActorName();
  const alertText = useAlertText();
  const text = useSettingText();
  return (notification) => {
    const { actor, count, alert, change, failure } = notification;
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
    if (failure) return t("notSentBecause", { contact, reason: reason(failure) });
    return kind === "message" || kind === "not_delivered"
      ? t(`kind.${kind}`, { contact, count })
      : t(`kind.${kind}`, { actor: actorName(actor), contact });
  };
}
