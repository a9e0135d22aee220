import { type Caller, maySee } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { FileDto } from "@/server/contract/file/file";
import type { Database } from "@/server/store/_postgres/db";
import { findFile, type PlacedFile, toFileDto } from "@/server/store/files/files";

/**
 * A file that the caller uploaded, that is on a message which they may see, or that is a picture of a member or of the account,
 * and for administrators any; refuses any other as not found.
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

/** Whether the caller is an administrator, uploaded the file, or may see what has it: all members see pictures. */
export const maySeeFile = (
  caller: Caller,
  { creatorType, creatorId, inboxIds, isRemoved, isPicture }: PlacedFile,
): boolean =>
  !isRemoved &&
  (isPicture ||
    caller.role !== "agent" ||
    (caller.actor.type === creatorType && caller.actor.id === creatorId) ||
    inboxIds.some((inboxId) => maySee(caller, { inboxId })));
