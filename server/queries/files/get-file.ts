import { type Caller, maySee } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { FileDto } from "@/server/contract/file/file";
import { isAdministrative } from "@/server/domain/member/role";
import type { Database } from "@/server/store/_postgres/db";
import { findFile, type PlacedFile, toFileDto } from "@/server/store/files/files";

/**
 * A file that the caller uploaded, that is on a message which they may see, that is a picture of a member or of the account, or
 * that is on the account's canned replies, and for administrators any; refuses any other as not found.
 */
export async function getFile(
  { database }: { database: Database },
  caller: Caller,
  fileId: number,
): Promise<FileDto> {
  const file = await findFile(database, { accountId: caller.accountId, id: fileId });
  if (!file || !maySeeFile(caller, file)) throw new Refusal("file.not_found");
  return toFileDto(file);
}

/** Whether the caller is an administrator, uploaded the file, or may see what has it: all members see pictures and the account's canned replies. */
export const maySeeFile = (
  caller: Caller,
  { creatorType, creatorId, inboxIds, isRemoved, isPicture, isCanned }: PlacedFile,
): boolean =>
  !isRemoved &&
  (isPicture ||
    isCanned ||
    isAdministrative(caller) ||
    (caller.actor.type === creatorType && caller.actor.id === creatorId) ||
    inboxIds.some((inboxId) => maySee(caller, { inboxId })));
