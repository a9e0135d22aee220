import { openConversation, openMessage, viewNow } from "@/app/_shell/view/navigate";
import { FIRST_VIEW, hrefOf, hrefOfMessage, type View } from "@/app/_shell/view/view";
import type { NotificationDto } from "@/server/contract/member/notification";

const viewOf = (view: View, { conversation }: NotificationDto): View => ({
  ...view,
  selected: conversation.displayId,
});

/** The URL of a notification's conversation, in the view of all conversations. */
export function hrefOfNotification(notification: NotificationDto): string {
  const view = viewOf({ ...FIRST_VIEW, scope: "all" }, notification);
  return notification.message ? hrefOfMessage(view, notification.message.number) : hrefOf(view);
}

/** Opens its conversation: next to the current list, or from another page by going to the inbox. */
export function openNotification(notification: NotificationDto): void {
  if (location.pathname !== "/inbox") location.assign(hrefOfNotification(notification));
  else if (notification.message) openMessage(viewOf(viewNow(), notification), notification.message.number);
  else openConversation(notification.conversation.displayId);
}
