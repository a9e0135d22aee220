import { Refusal } from "@/server/contract/refusal";
import type { MessageRow } from "@/server/store/message-row";
import { saveEdited } from "@/server/store/revisions";
import type { Tx } from "@/server/store/tx";
import { lockChangeable } from "./lock-changeable";

export type EditMessage = { messageId: number; content: string };

/** Changes the text of the caller's own message or note, where that is possible; what it said before is kept. */
export async function editMessage(tx: Tx, { messageId, content }: EditMessage): Promise<MessageRow> {
  const before = await lockChangeable(tx, "edit", messageId);
  if (content.trim() === "") throw new Refusal("message.content_missing", { field: "content" });
  return before.content === content ? before : saveEdited(tx, before, content);
}
