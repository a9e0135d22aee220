import type { Caller } from "@/server/contract/caller";
import type { DeletionDto } from "@/server/contract/deletion";
import { Refusal } from "@/server/contract/refusal";
import type { Db } from "@/server/store/db";
import { readTold } from "@/server/store/deletion-acks";
import { findDeletion, toDeletionDto } from "@/server/store/deletions";
import { administratorsOnly } from "./administrators-only";

/** How far a deletion is, who has confirmed that their copy is gone, and who has not. Administrators only. */
export async function getDeletion(
  db: Db,
  caller: Caller,
  { operationId }: { operationId: string },
): Promise<DeletionDto> {
  administratorsOnly(caller);
  const row = await findDeletion(db, caller.accountId, operationId);
  if (!row) throw new Refusal("deletion.not_found");
  return toDeletionDto(row, await readTold(db, caller.accountId, row));
}
