import type { Tx } from "@/server/store/events/tx";
import { listInboxesOnHold } from "@/server/store/inboxes/inboxes";
import type { Copy } from "@/server/store/messages/forwarded-notes";

/**
 * Which of these conversations a legal hold keeps: of their own inbox, or of one into which something of them was copied
 * that is still kept there, since that would have to go too.
 */
export async function findOnLegalHold(
  tx: Tx,
  rows: readonly { id: number; inboxId: number }[],
  copies: readonly Copy[],
): Promise<ReadonlySet<number>> {
  const held = new Set(await listInboxesOnHold(tx));
  const own = rows.filter(({ inboxId }) => held.has(inboxId)).map(({ id }) => id);
  const copied = copies
    .filter(({ inboxId, hasText }) => hasText && held.has(inboxId))
    .map(({ sourceId }) => sourceId);
  return new Set([...own, ...copied]);
}
