import { Refusal } from "@/server/contract/_shared/refusal";
import type { QuotedMessage, QuoteInput } from "@/server/contract/message/channel-facts";
import { type Channel, capabilitiesOf } from "@/server/domain/inbox/channel";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import type { Tx } from "@/server/store/events/tx";
import { findQuoted } from "@/server/store/messages/quoted-messages";

/** What a message quotes in its locked conversation. What only its provider knows is kept by the provider's id. Refuses an unknown id of ours. */
export async function quoteOf(
  tx: Tx,
  conversation: Pick<ConversationRow, "id" | "inboxId">,
  quote: QuoteInput | undefined,
): Promise<QuotedMessage | null> {
  if (!quote) return null;
  const found = await findQuoted(tx, conversation, quote);
  if (found) return "sourceId" in quote ? { ...found, sourceId: quote.sourceId } : found;
  if ("id" in quote) throw new Refusal("message.not_found", { field: "inReplyTo.id" });
  return { id: null, number: null, sourceId: quote.sourceId };
}

/** The same for a message of ours that the channel is to send: it has to know what is quoted. */
export async function sentQuoteOf(
  tx: Tx,
  conversation: Pick<ConversationRow, "id" | "inboxId">,
  { quote, channel }: { quote: QuoteInput | undefined; channel: Channel },
): Promise<QuotedMessage | null> {
  if (!quote) return null;
  if (!capabilitiesOf(channel).quotes) throw new Refusal("message.not_quotable", { field: "inReplyTo" });
  return quoteOf(tx, conversation, quote);
}
