import { changesIn } from "@/server/domain/inbox/channel";
import type { Change } from "@/server/domain/message/content";
import { DELETION_WAITS_MS } from "@/server/domain/send/change";
import type { MessageRow } from "@/server/store/_rows/message-row";
import type { Tx } from "@/server/store/events/tx";
import { channelOf } from "@/server/store/inboxes/inbox-facts";
import { listWithdrawable } from "@/server/store/messages/undo-windows";
import { lockUnsent, saveMessageChange } from "@/server/store/sends/message-changes";

/**
 * Requests that the change of a locked message of ours reaches the customer, where the channel's own sender does that and they may have the
 * message. The channel itself reports changes that were made there. `before`: as it was.
 */
export async function takeOut(tx: Tx, before: MessageRow, kind: Change): Promise<void> {
  const isOurs = before.kind === "message" && before.direction === "out";
  if (!isOurs || tx.caller.role === "system" || before.status === "failed") return;
  if ((await listWithdrawable(tx, [before])).size > 0) return;
  if (changesIn(await channelOf(tx, before.inboxId)) !== "sender") return;
  if (before.sourceId === null && (await lockUnsent(tx, before.id))) return;
  const waitsMs = kind === "delete" ? DELETION_WAITS_MS : 0;
  const { id: messageId, inboxId } = before;
  await saveMessageChange(tx, { messageId, inboxId, kind, startsAt: new Date(tx.now.getTime() + waitsMs) });
}
