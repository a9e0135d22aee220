import type { Activity } from "@/server/contract/_shared/dto";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import type { MessageRow } from "@/server/store/_rows/message-row";
import type { Tx } from "@/server/store/events/tx";
import { insertMessage } from "@/server/store/messages/messages";

/** What changed. Status and snooze time default to those of the conversation. */
export type Changed = Pick<Activity, "cause"> & Partial<Omit<Activity, "from" | "actor">>;

/** Inserts the line that shows a change of `conversation` by the caller. Records no event: that of the change carries it. */
export const insertActivityLine = (
  tx: Tx,
  conversation: ConversationRow,
  changed: Changed,
): Promise<MessageRow> =>
  insertMessage(tx, conversation, {
    kind: "activity",
    direction: null,
    content: "",
    sender: tx.caller.actor,
    tick: null,
    activity: {
      from: conversation.status,
      to: conversation.status,
      snoozedUntil: conversation.snoozedUntil?.toISOString() ?? null,
      actor: tx.caller.actor,
      ...changed,
    },
  });
