import { takePlan } from "@/server/commands/deletions/_steps/take-plan";
import type { DeletionDto } from "@/server/contract/deletion/deletion";
import type { ConfirmDeletionInput } from "@/server/contract/deletion/inputs";
import { readAcknowledgements } from "@/server/store/deletions/deletion-acks";
import { insertDeletion, toDeletionDto } from "@/server/store/deletions/deletions";
import type { Tx } from "@/server/store/events/tx";

/**
 * Begins the deletion that a token was given for. Refused when it was used, has run out or is another's, and when a
 * conversation of it is no longer as it was shown: the refusal says which. The worker deletes; its events carry this
 * operation. Administrators only, and of their tokens only those with the scope `conversations:purge`.
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
