import { openConversation, openMessage, viewNow } from "@/app/_shared/view/navigate";
import { FIRST_VIEW, hrefOf, hrefOfMessage, type View } from "@/app/_shared/view/view";
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
