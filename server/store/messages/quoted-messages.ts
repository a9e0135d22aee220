import type { QuotedMessage, QuoteInput } from "@/server/contract/message/channel-facts";
import type { Tx } from "@/server/store/events/tx";

type Found = QuotedMessage & { id: number; number: number };

const QUOTED = `select m.id, m.number, m.source_id as "sourceId" from message m`;

/**
 * A message of a conversation that can be quoted, by its id or by an id of its provider's, also of an earlier attempt; the newest, or
 * null. Indexes: message_pkey, message_source, message_attempt_source.
 */
export async function findQuoted(
  tx: Tx,
  { id: conversationId, inboxId }: { id: number; inboxId: number },
  quote: QuoteInput,
): Promise<Found | null> {
  const { accountId } = tx.caller;
  const [row] =
    "id" in quote
      ? await tx.query<Found>(
          `${QUOTED} where m.account_id = $1 and m.conversation_id = $2 and m.id = $3 and m.kind = 'message'`,
          [accountId, conversationId, quote.id],
        )
      : await tx.query<Found>(
          `${QUOTED} where m.account_id = $1 and m.conversation_id = $2 and m.kind = 'message' and m.id in (
             select id from message where account_id = $1 and inbox_id = $3 and source_id = $4
              union all
             select message_id from message_attempt where account_id = $1 and inbox_id = $3 and source_id = $4)
            order by m.id desc limit 1`,
          [accountId, conversationId, inboxId, quote.sourceId],
        );
  return row ?? null;
}
