import type { FileDto } from "@/server/contract/file/file";
import type { Tx } from "@/server/store/events/tx";
import { toFileDto } from "@/server/store/files/files";
import { takeUpload } from "./_steps/take-uploads";

/** Answers an upload with its file, which is stored already. Records nothing: the file is on no message yet. */
export async function acceptUpload(tx: Tx, { fileId }: { fileId: number }): Promise<FileDto> {
  return toFileDto(await takeUpload(tx, fileId, "file"));
}
