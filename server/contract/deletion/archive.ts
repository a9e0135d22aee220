import { z } from "zod";
import { id, instant } from "@/server/contract/_shared/primitives";
import { attachment } from "@/server/contract/file/attachment";

/** A conversation that its inbox deleted, as it was archived before. Its ids are those that it had. */
export const archiveDto = z.object({
  id,
  inboxId: id,
  conversationId: id,
  displayId: id,
  contactId: id,
  contactName: z.string().nullable(),
  /** Messages and notes. */
  messageCount: z.number().int().nonnegative(),
  firstMessageAt: instant.nullable(),
  lastMessageAt: instant.nullable(),
  archivedAt: instant,
  /** The conversation as gzip-compressed JSON. */
  document: attachment,
  /** The files of its messages. */
  attachments: z.array(attachment),
});
export type ArchiveDto = z.infer<typeof archiveDto>;
