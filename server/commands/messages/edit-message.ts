import { lockChangeable } from "@/server/commands/conversations/_steps/lock-changeable";
import { requireLength } from "@/server/commands/messages/send-message";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { EditMessageInput } from "@/server/contract/message/inputs";
import type { MessageRow } from "@/server/store/_rows/message-row";
import type { Tx } from "@/server/store/events/tx";
import { readLength } from "@/server/store/inboxes/inbox-facts";
import { saveEdited } from "@/server/store/messages/revisions";

export type EditMessage = { messageId: number } & EditMessageInput;

/**
 * Changes the text of the caller's own message or note where that is possible. The earlier text is kept. A caption of
 * files may be emptied.
 */
export async function editMessage(tx: Tx, { messageId, content }: EditMessage): Promise<MessageRow> {
  const { message: before } = await lockChangeable(tx, "edit", messageId);
  if (content.trim() === "" && !before.attachments)
    throw new Refusal("message.content_missing", { field: "content" });
  if (before.kind === "message") requireLength(content, await readLength(tx, before.inboxId));
  return before.content === content ? before : saveEdited(tx, before, content);
}
