import type { Locale } from "@/server/contract/_shared/constants";
import { Refusal } from "@/server/contract/_shared/refusal";
import { lockConversation } from "@/server/store/conversations/conversations";
import type { Tx } from "@/server/store/events/tx";
import {
  customerTranscriptSentAt,
  NO_MEMBER,
  nextTranscriptAt,
  putTranscript,
} from "@/server/store/members/mails";

export type SendCustomerTranscript = { conversationId: number; email: string; locale: Locale };

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** The addresses that one conversation is mailed to in 24 hours. */
const OF_CONVERSATION_MAX = 3;
/** The transcripts that all customers of an account request in 24 hours: they name any address. */
const OF_ACCOUNT_MAX = 200;

/**
 * Queues a mail with the conversation's public messages for its customer, as they are when it is sent. Another one to the same
 * address replaces it while it waits, and is refused for an hour after it was sent: the address may be anybody's. The edge has
 * checked that the conversation is the customer's.
 * @throws Refusal `conversation.not_found`, `conversation.trashed`, `request.rate_limited`.
 */
export async function sendCustomerTranscript(
  tx: Tx,
  { conversationId, email, locale }: SendCustomerTranscript,
): Promise<{ email: string }> {
  const row = await lockConversation(tx, { conversationId });
  if (!row) throw new Refusal("conversation.not_found", { field: "conversationId" });
  if (row.lifecycle !== "live") throw new Refusal("conversation.trashed");
  await refuseSoonAgain(tx, { conversationId: row.id, email });
  await limit(tx, { max: OF_CONVERSATION_MAX, conversationId: row.id });
  await limit(tx, { max: OF_ACCOUNT_MAX });
  await putTranscript(tx, { userId: NO_MEMBER, conversationId: row.id, email, locale });
  return { email };
}

async function refuseSoonAgain(tx: Tx, about: { conversationId: number; email: string }): Promise<void> {
  const { accountId } = tx.caller;
  const sentAt = await customerTranscriptSentAt(tx, { accountId, ...about });
  if (sentAt === null || sentAt > tx.now) return; // later: the clock was set back
  const waitMs = sentAt.getTime() + HOUR_MS - tx.now.getTime();
  if (waitMs <= 0) return;
  const retryAfterS = Math.ceil(waitMs / 1000);
  throw new Refusal("request.rate_limited", {
    detail: "one transcript to an address in an hour",
    retryAfterS,
  });
}

async function limit(tx: Tx, limited: { max: number; conversationId?: number }): Promise<void> {
  const sent = { accountId: tx.caller.accountId, userId: NO_MEMBER, now: tx.now, windowMs: DAY_MS };
  const next = await nextTranscriptAt(tx, { ...sent, ...limited });
  if (next === null) return;
  const retryAfterS = Math.ceil((next.getTime() - tx.now.getTime()) / 1000);
  throw new Refusal("request.rate_limited", {
    detail: `${limited.max} transcripts in 24 hours`,
    retryAfterS,
  });
}
