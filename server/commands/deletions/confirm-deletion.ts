import { takePlan } from "@/server/commands/deletions/_steps/take-plan";
import type { DeletionDto } from "@/server/contract/deletion/deletion";
import type { ConfirmDeletionInput } from "@/server/contract/deletion/inputs";
import { readAcknowledgements } from "@/server/store/deletions/deletion-acks";
import { insertDeletion, toDeletionDto } from "@/server/store/deletions/deletions";
import type { Tx } from "@/server/store/events/tx";

/**
 * Begins a prepared deletion; the worker executes it under this operation. Refuses a token that is used, expired or
 * another account's, and a plan whose conversations have changed: the refusal lists them. Administrators only, and only
 * tokens with the scope `conversations:purge`.
 */
export async function confirmDeletion(tx: Tx, { token }: ConfirmDeletionInput): Promise<DeletionDto> {
  const { plan, planned } = await takePlan(tx, token);
  const row = await insertDeletion(tx, {
    ids: planned.map(({ id }) => id),
    contactId: plan.contactId,
    reason: plan.contactId === null ? "by_hand" : "erasure",
  });
  return toDeletionDto(row, await readAcknowledgements(tx, tx.caller.accountId, row));
}
