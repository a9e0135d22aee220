import { limitAttributes } from "@/server/store/_rows/columns";
import type { MessageRow } from "@/server/store/_rows/message-row";
import { differences, type Tx } from "@/server/store/events/tx";
import { recordMessageEvent, updateMessage } from "@/server/store/messages/messages";

/** Saves other content attributes of a locked message; refuses those beyond the limits. Nothing changed → no event. */
export async function saveContentAttributes(
  tx: Tx,
  before: MessageRow,
  contentAttributes: MessageRow["contentAttributes"],
): Promise<MessageRow> {
  const changes = differences(before, { ...before, contentAttributes }, ["contentAttributes"]);
  if (Object.keys(changes).length === 0) return before;
  limitAttributes(before, { contentAttributes });
  const row = await updateMessage(tx, before, { contentAttributes });
  recordMessageEvent(tx, "message.updated", row, { changes });
  return row;
}
