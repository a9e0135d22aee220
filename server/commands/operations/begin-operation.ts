import type { Tx } from "@/server/store/events/tx";
import { openOperation } from "@/server/store/idempotency/operations";

/** Writes down an operation before it begins, so that it gets an end whatever becomes of its process. Tells nothing. */
export const beginOperation = (tx: Tx, { requestId }: { requestId: string }): Promise<void> =>
  openOperation(tx, requestId);
