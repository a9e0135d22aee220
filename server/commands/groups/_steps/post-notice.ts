import { renderSystemContent } from "@/server/contract/message/render-system-content";
import { NAMES_LISTED } from "@/server/domain/conversation/conversation-member";
import { type NOTICES, type Notice, nameForCustomers } from "@/server/domain/message/system-message";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import type { MessageRow } from "@/server/store/_rows/message-row";
import type { Tx } from "@/server/store/events/tx";
import { readInboxName } from "@/server/store/inboxes/inbox-facts";
import { appendMessage } from "@/server/store/messages/messages";

type Parameters<N extends Notice> = Record<(typeof NOTICES)[N][number], string>;

/**
 * Tells the members of a locked conversation what happened, in its history. `contactIds`: the members whom it names, so
 * that their names can be erased.
 */
export async function postNotice<N extends Notice>(
  tx: Tx,
  conversation: ConversationRow,
  { notice, parameters, contactIds }: { notice: N; parameters: Parameters<N>; contactIds: readonly number[] },
): Promise<{ message: MessageRow; conversation: ConversationRow }> {
  const system = { notice, template: null, translations: {}, parameters };
  return appendMessage(tx, conversation, {
    kind: "system",
    direction: null,
    content: renderSystemContent(system, "en"),
    contentAttributes: { contactIds: contactIds.slice(0, NAMES_LISTED) },
    sender: tx.caller.actor,
    tick: null,
    system,
  });
}

/** The name of who did it, as members read it; of a program, the inbox's. */
export const actorName = async (tx: Tx, inboxId: number): Promise<string> =>
  nameForCustomers(tx.caller.actor) ?? (await readInboxName(tx, inboxId));
