import type { DraftDto } from "@/server/contract/draft";
import type { Db } from "@/server/store/db";
import { findDraft } from "@/server/store/drafts";
import type { SessionCaller } from "./find-caller";
import { getConversation } from "./get-conversation";

/** What the member has written into a conversation and not sent; null = nothing. */
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
