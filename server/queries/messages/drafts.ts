import type { DraftDto } from "@/server/contract/message/message-facts";
import { getConversation } from "@/server/queries/conversations/get-conversation";
import type { SessionCaller } from "@/server/queries/credentials/find-caller";
import type { Db } from "@/server/store/_postgres/db";
import { readUndoSend } from "@/server/store/members/undo-send";
import { findDraft } from "@/server/store/messages/drafts";

/** The member's unsent text in a conversation; null = none. */
export async function getDraft(
  db: Db,
  caller: SessionCaller,
  ref: { displayId: number },
): Promise<DraftDto | null> {
  const { conversation } = await getConversation(db, caller, ref);
  return findDraft(db, {
    accountId: caller.accountId,
    userId: caller.member.id,
    conversationId: conversation.id,
  });
}

/** The member's undo window in seconds; 0 = messages are sent immediately. */
export const getUndoSend = (db: Db, caller: SessionCaller): Promise<number> =>
  readUndoSend(db, caller.member.id);
