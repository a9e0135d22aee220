import type { Tx } from "@/server/store/events/tx";
import { openOperation } from "@/server/store/idempotency/operations";

/** Records an operation before it begins, so that it gets an end even if its process dies. It creates no event. */
export const beginOperation = (tx: Tx, { requestId }: { requestId: string }): Promise<void> =>
  openOperation(tx, requestId);
