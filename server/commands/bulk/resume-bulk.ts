import { requireScope } from "@/server/commands/_run/permission";
import { lockOwnBulk } from "@/server/commands/bulk/_steps/lock-own-bulk";
import { resumePurge } from "@/server/commands/bulk/_steps/purge-in-bulk";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { BulkOperationDto } from "@/server/contract/bulk/bulk";
import { decideBulk } from "@/server/domain/bulk/bulk";
import { closeAlert } from "@/server/store/alerts/alerts";
import { saveBulk, toBulkDto } from "@/server/store/bulk/bulk-operations";
import type { Tx } from "@/server/store/events/tx";

/** Resumes an incomplete bulk operation with its remaining conversations and a new deadline of the same length. */
export async function resumeBulk(request: Tx, { bulkId }: { bulkId: number }): Promise<BulkOperationDto> {
  const bulk = await lockOwnBulk(request, bulkId);
  const decision = decideBulk(bulk.state, "resume");
  if ("refused" in decision) throw new Refusal(decision.refused);
  const tx = request.as(request.caller, bulk.operationId);
  const deadlineAt = new Date(tx.now.getTime() + bulk.timeoutS * 1000);
  if (bulk.action === "purge") {
    requireScope(tx.caller, "conversations:purge");
    await resumePurge(tx, bulk, deadlineAt);
  }
  if (bulk.state === "timed_out") await closeAlert(tx, { kind: "bulk_timed_out", subjectId: bulk.id });
  return toBulkDto(
    saveBulk(
      tx,
      bulk,
      { state: decision.state, errorCode: null, finishedAt: null, deadlineAt, faults: 0 },
      "bulk.started",
    ),
  );
}
