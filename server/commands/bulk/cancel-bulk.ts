import { endBulk } from "@/server/commands/bulk/_steps/end-bulk";
import { lockOwnBulk } from "@/server/commands/bulk/_steps/lock-own-bulk";
import type { BulkOperationDto } from "@/server/contract/bulk/bulk";
import { toBulkDto } from "@/server/store/bulk/bulk-operations";
import type { Tx } from "@/server/store/events/tx";

/** Ends a running bulk operation after its current turn. Conversations changed before are not reverted. */
export async function cancelBulk(tx: Tx, { bulkId }: { bulkId: number }): Promise<BulkOperationDto> {
  const bulk = await lockOwnBulk(tx, bulkId);
  return toBulkDto(await endBulk(tx, bulk, { signal: "cancel" }));
}
