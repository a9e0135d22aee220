import { z } from "zod";
import { type Attachment, attachment, id, instant, type MessageDto } from "@/server/contract/_shared/dto";
import { MESSAGE_FILES_BOUND } from "@/server/domain/message/file";

export { fileKind, isInline } from "@/server/domain/message/file";

/** An uploaded file. */
export const fileDto = attachment.extend({ createdAt: instant });
export type FileDto = z.infer<typeof fileDto>;

/** What is listed of a file. */
export const listedFile = attachment.pick({ id: true, name: true, contentType: true, bytes: true });
export type ListedFile = z.infer<typeof listedFile>;

/** The signed addresses of a file and of its preview; absent while there are none. */
export type FileUrls = { url?: string; previewUrl?: string };
/** The addresses of a file that a message shows. */
export type FileUrlsOf = (file: Attachment) => FileUrls;

/** Files in their order. */
export const fileIdList = z
  .array(id)
  .max(MESSAGE_FILES_BOUND)
  .refine((ids) => new Set(ids).size === ids.length, {
    error: "names a file twice",
  });

/** The files of a new message, in their order: the caller's own uploads, which no message has yet. */
export const fileIds = fileIdList.min(1);

/** What the list of a conversation's files shows of a message. */
export type MessageWithFiles = Pick<
  MessageDto,
  "id" | "version" | "number" | "kind" | "createdAt" | "sender"
> & { attachments: Attachment[] };
