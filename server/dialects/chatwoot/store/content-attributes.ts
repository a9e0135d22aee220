import { one } from "@/server/store/_postgres/db";
import { limitAttributes, select } from "@/server/store/_rows/columns";
import { MESSAGE_COLUMNS, type MessageRow } from "@/server/store/_rows/message-row";
import { differences, type Tx } from "@/server/store/events/tx";
import { recordMessageEvent } from "@/server/store/messages/messages";

/** Saves other content attributes of a locked message; refuses those beyond the limits. Nothing changed → no event. */
export async function saveContentAttributes(
  tx: Tx,
  before: MessageRow,
  contentAttributes: MessageRow["contentAttributes"],
): Promise<MessageRow> {
  const changes = differences(before, { ...before, contentAttributes }, ["contentAttributes"]);
  if (Object.keys(changes).length === 0) return before;
  limitAttributes(before, { contentAttributes });
  const row = one(
    await tx.query<MessageRow>(
      `update message set content_attributes = $4, version = version + 1, updated_at = $5
        where account_id = $1 and id = $2 and version = $3 returning ${select(MESSAGE_COLUMNS)}`,
      [tx.caller.accountId, before.id, before.version, JSON.stringify(contentAttributes), tx.now],
    ),
  );
  recordMessageEvent(tx, "message.updated", row, { changes });
  return row;
}
