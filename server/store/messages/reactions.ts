import type { KeptReaction } from "@/server/contract/message/channel-facts";
import { type MessageRow, shownReactions } from "@/server/store/_rows/message-row";
import type { Tx } from "@/server/store/events/tx";
import { recordMessageEvent, updateMessage } from "./messages";

/** The newest message of an inbox with this id of its provider's, also of an earlier attempt, or null. Indexes: message_source, message_attempt_source. */
export async function findBySourceId(
  tx: Tx,
  { inboxId, sourceId }: { inboxId: number; sourceId: string },
): Promise<number | null> {
  const [row] = await tx.query<{ id: number }>(
    `select id from (
       select id from message where account_id = $1 and inbox_id = $2 and source_id = $3 and kind = 'message'
        union all
       select message_id from message_attempt where account_id = $1 and inbox_id = $2 and source_id = $3) as found
      order by id desc limit 1`,
    [tx.caller.accountId, inboxId, sourceId],
  );
  return row?.id ?? null;
}

/** Saves the reactions of a locked message. Records `message.updated` if what is shown of them changed. */
export async function saveReactions(
  tx: Tx,
  before: MessageRow,
  reactions: KeptReaction[],
): Promise<MessageRow> {
  const [from, to] = [shownReactions(before.reactions) ?? [], shownReactions(reactions) ?? []];
  if (JSON.stringify(from) === JSON.stringify(to)) {
    await tx.query("update message set reactions = $3 where account_id = $1 and id = $2", [
      tx.caller.accountId,
      before.id,
      JSON.stringify(reactions),
    ]);
    return { ...before, reactions };
  }
  const after = await updateMessage(tx, before, { reactions });
  recordMessageEvent(tx, "message.updated", after, { changes: { reactions: { from, to } } });
  return after;
}
