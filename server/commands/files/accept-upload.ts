import { isOwnFile } from "@/server/commands/messages/_steps/take-files";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { FileDto } from "@/server/contract/file/file";
import type { Tx } from "@/server/store/events/tx";
import { lockFiles, toFileDto } from "@/server/store/files/files";

/** Answers an upload with its file, which is stored already. Records nothing: the file is on no message yet. */
export async function acceptUpload(tx: Tx, { fileId }: { fileId: number }): Promise<FileDto> {
  const [file] = await lockFiles(tx, [fileId]);
  if (!file || !isOwnFile(tx.caller, file)) throw new Refusal("file.not_found");
  return toFileDto(file);
}
