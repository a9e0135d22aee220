import type { MessageRow } from "@/server/store/_rows/message-row";
import type { Tx } from "@/server/store/events/tx";
import type { SendingInbox } from "@/server/store/inboxes/inbox-facts";
import { recordMessageEvent } from "@/server/store/messages/messages";
import { insertSend } from "@/server/store/sends/sends";

/**
 * Has the current attempt of a locked message sent: queues a send for the program behind its inbox, or tells whoever sends
 * its messages by `message.send_requested`. Call it when the attempt is due: not within the undo window.
 */
export function requestSend(tx: Tx, inbox: SendingInbox, message: MessageRow): void {
  if (inbox.callbackUrl !== null) insertSend(tx, message);
  else recordMessageEvent(tx, "message.send_requested", message, { changes: {} });
}
