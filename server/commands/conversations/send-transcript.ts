import { Refusal } from "@/server/contract/_shared/refusal";
import type { SendTranscriptInput } from "@/server/contract/conversation/transcript";
import { type ConversationRef, lockConversation } from "@/server/store/conversations/conversations";
import type { Tx } from "@/server/store/events/tx";
import { readLanguage } from "@/server/store/members/accounts";
import { readAlertMails } from "@/server/store/members/alert-mails";
import { putTranscript } from "@/server/store/members/mails";

export type SendTranscript = { conversation: ConversationRef } & SendTranscriptInput;

/**
 * Queues a mail with the conversation's public messages, as they are when it is sent. Without `locale` it is in the language
 * of the caller's own mails, or of the account. Another one to the same address replaces it while it waits.
 */
export async function sendTranscript(
  tx: Tx,
  { conversation, email, locale }: SendTranscript,
): Promise<{ email: string }> {
  const { userId } = tx.caller;
  if (userId === null) throw new Refusal("auth.forbidden");
  const row = await lockConversation(tx, conversation);
  if (!row) throw new Refusal("conversation.not_found");
  if (row.lifecycle !== "live") throw new Refusal("conversation.trashed");
  const own = await readAlertMails(tx, userId);
  const mail = {
    userId,
    conversationId: row.id,
    email,
    locale: locale ?? (own === "off" ? await readLanguage(tx) : own),
  };
  await putTranscript(tx, mail);
  return { email };
}
