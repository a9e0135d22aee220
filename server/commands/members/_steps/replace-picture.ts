import { takeUpload } from "@/server/commands/files/_steps/take-uploads";
import { Refusal } from "@/server/contract/_shared/refusal";
import { fileKind, PICTURE_BYTES_MAX } from "@/server/domain/file/file";
import type { Tx } from "@/server/store/events/tx";
import { attachPicture, deletePicture } from "@/server/store/files/pictures";

type Replacement<R> = {
  /** The file of the current picture. */
  from: number | null;
  to: number | null;
  /** The input's name of `to`. */
  field: string;
  /** Saves that the locked member or account has `to`. */
  save: () => Promise<R>;
};

/**
 * Replaces the picture of a locked member or account, and deletes the earlier one. Refuses `file.not_found` for a file that
 * the caller has not uploaded, `file.attached` for one that something has, `file.not_image` and `file.too_large`.
 */
export async function replacePicture<R>(tx: Tx, { from, to, field, save }: Replacement<R>): Promise<R> {
  if (from === to) return save();
  if (to !== null) {
    await refuseUnfit(tx, to, field);
    await attachPicture(tx, to);
  }
  const saved = await save();
  if (from !== null) await deletePicture(tx, from);
  return saved;
}

async function refuseUnfit(tx: Tx, id: number, field: string): Promise<void> {
  const file = await takeUpload(tx, id, field);
  if (file.state !== "ready" || fileKind(file.contentType) !== "image")
    throw new Refusal("file.not_image", { field });
  if (file.bytes > PICTURE_BYTES_MAX)
    throw new Refusal("file.too_large", { field, detail: `at most ${PICTURE_BYTES_MAX} bytes` });
}
