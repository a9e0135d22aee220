import { Refusal } from "@/server/contract/_shared/refusal";
import type { SendTranscriptInput } from "@/server/contract/conversation/transcript";
import { isAdministrative } from "@/server/domain/member/role";
import { findContact } from "@/server/store/contacts/contacts";
import { type ConversationRef, lockConversation } from "@/server/store/conversations/conversations";
import type { Tx } from "@/server/store/events/tx";
import { appendTranscript, readLanguage } from "@/server/store/members/accounts";
import { nextTranscriptAt, putTranscript } from "@/server/store/members/mails";
import { readMailbox } from "@/server/store/members/member-choices";

export type SendTranscript = { conversation: ConversationRef } & SendTranscriptInput;

/** The transcripts that a member sends in 24 hours, also by their tokens. */
const TRANSCRIPTS_MAX = 100;
const DAY_MS = 86_400_000;

/**
 * Queues a mail with the conversation's public messages, as they are when it is sent. Without `locale` it is in the language
 * of the caller's own mails, or of the account. Another one to the same address replaces it while it waits. One to another
 * address than the customer's or the caller's is for administrators, and in the audit log.
 * @throws Refusal `auth.forbidden`, `transcript.other_address`, `request.rate_limited`, `conversation.not_found`, `conversation.trashed`.
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
  await limitTranscripts(tx, userId);
  const own = await readMailbox(tx, userId);
  await admitAddress(tx, { row, email, ownEmail: own.email });
  const mail = {
    userId,
    conversationId: row.id,
    email,
    locale: locale ?? (own.alertMails === "off" ? await readLanguage(tx) : own.alertMails),
  };
  await putTranscript(tx, mail);
  return { email };
}

async function limitTranscripts(tx: Tx, userId: number): Promise<void> {
  const { accountId } = tx.caller;
  const limit = { max: TRANSCRIPTS_MAX, windowMs: DAY_MS };
  const next = await nextTranscriptAt(tx, { accountId, userId, now: tx.now, ...limit });
  if (next === null) return;
  const retryAfterS = Math.ceil((next.getTime() - tx.now.getTime()) / 1000);
  throw new Refusal("request.rate_limited", {
    detail: `${TRANSCRIPTS_MAX} transcripts in 24 hours`,
    retryAfterS,
  });
}

type Address = { row: { displayId: number; contactId: number }; email: string; ownEmail: string };

async function admitAddress(tx: Tx, { row, email, ownEmail }: Address): Promise<void> {
  const customer = await findContact(tx, tx.caller.accountId, row.contactId);
  const isKnown = [customer?.email, ownEmail].some((one) => one?.toLowerCase() === email.toLowerCase());
  if (isKnown) return;
  if (!isAdministrative(tx.caller)) throw new Refusal("transcript.other_address", { field: "email" });
  await appendTranscript(tx, { displayId: row.displayId, email });
}
