import { z } from "zod";
import { attachment, id, instant } from "@/server/contract/_shared/dto";
import { MESSAGE_FILES_BOUND } from "@/server/domain/file/file";

export {
  FILE_BYTES_MAX,
  FILE_NAME_CHARS_MAX,
  fileKind,
  isInline,
  MESSAGE_FILES_MAX,
  PICTURE_BYTES_MAX,
} from "@/server/domain/file/file";

/** An uploaded file. */
export const fileDto = attachment.extend({ createdAt: instant });
export type FileDto = z.infer<typeof fileDto>;

/** The files of a new message, in their order: the caller's own uploads, which no message has yet. */
export const fileIds = z
  .array(id)
  .min(1)
  .max(MESSAGE_FILES_BOUND)
  .refine((ids) => new Set(ids).size === ids.length, {
    error: "names a file twice",
  });
