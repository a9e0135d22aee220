import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { DeletionDto } from "@/server/contract/deletion/deletion";
import { administratorsOnly } from "@/server/queries/_shared/administrators-only";
import type { Db } from "@/server/store/_postgres/db";
import { readAcknowledgements } from "@/server/store/deletions/deletion-acks";
import { findDeletion, toDeletionDto } from "@/server/store/deletions/deletions";

/** A deletion's progress, with who has confirmed the deletion of their copy and who has not. Administrators only. */
export async function getDeletion(
  db: Db,
  caller: Caller,
  { operationId }: { operationId: string },
): Promise<DeletionDto> {
  administratorsOnly(caller);
  const row = await findDeletion(db, caller.accountId, operationId);
  if (!row) throw new Refusal("deletion.not_found");
  return toDeletionDto(row, await readAcknowledgements(db, caller.accountId, row));
}
