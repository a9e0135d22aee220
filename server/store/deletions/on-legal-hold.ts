import type { Tx } from "@/server/store/events/tx";
import { listInboxesOnHold } from "@/server/store/inboxes/shared-inboxes";
import type { Copy } from "@/server/store/messages/forwarded-notes";

/**
 * Those of these conversations that a legal hold protects: that of their inbox, or of an inbox that contains a copy of one
 * of their messages with its text, which a purge would delete too.
 */
export async function findOnLegalHold(
  tx: Tx,
  rows: readonly { id: number; inboxId: number }[],
  copies: readonly Copy[],
): Promise<ReadonlySet<number>> {
  const onHold = new Set(await listInboxesOnHold(tx));
  const own = rows.filter(({ inboxId }) => onHold.has(inboxId)).map(({ id }) => id);
  const copied = copies
    .filter(({ inboxId, hasText }) => hasText && onHold.has(inboxId))
    .map(({ sourceId }) => sourceId);
  return new Set([...own, ...copied]);
}
