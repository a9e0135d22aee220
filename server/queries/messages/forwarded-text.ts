import type { Caller } from "@/server/contract/_shared/caller";
import { CONTENT_CHARS_MAX } from "@/server/contract/_shared/limits";
import { Refusal } from "@/server/contract/_shared/refusal";
import { forwardedOf, withForwardedText } from "@/server/domain/message/forwarded-text";
import { getConversation } from "@/server/queries/conversations/get-conversation";
import type { Db } from "@/server/store/_postgres/db";
import { findForwarded } from "@/server/store/messages/forwarded-mails";

/** What a mail that forwards a message has below its text, and the names of the files. */
export async function getForwardedText(
  db: Db,
  caller: Caller,
  { displayId, messageId }: { displayId: number; messageId: number },
): Promise<{ text: string; fileNames: readonly string[] }> {
  const { conversation } = await getConversation(db, caller, { displayId });
  const message = await findForwarded(db, caller.accountId, { conversationId: conversation.id, messageId });
  if (message?.kind !== "message") throw new Refusal("message.not_found");
  return {
    text: withForwardedText("", forwardedOf(message), CONTENT_CHARS_MAX),
    fileNames: message.fileNames,
  };
}
