import { type Caller, maySee } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { FileDto } from "@/server/contract/file/file";
import type { Database } from "@/server/store/_postgres/db";
import { findFile, type PlacedFile, toFileDto } from "@/server/store/files/files";

/** A file that the caller uploaded, or that is on a message which they may see, and for administrators any; refuses any other as not found. */
export async function getFile(
  { database }: { database: Database },
  caller: Caller,
  fileId: number,
): Promise<FileDto> {
  const file = await findFile(database, { accountId: caller.accountId, id: fileId });
  if (!file || !maySeeFile(caller, file)) throw new Refusal("file.not_found");
  return toFileDto(file);
}

/** Whether the caller is an administrator, uploaded the file, or may see a message with it. */
export const maySeeFile = (
  caller: Caller,
  { creatorType, creatorId, inboxIds, isRemoved }: PlacedFile,
): boolean =>
  !isRemoved &&
  (caller.role !== "agent" ||
    (caller.actor.type === creatorType && caller.actor.id === creatorId) ||
    inboxIds.some((inboxId) => maySee(caller, { inboxId })));
