import type { Attachment } from "@/server/contract/_shared/attachment";
import type { MessageDto } from "@/server/contract/_shared/dto";

/** What the list of a conversation's files shows of a message. */
export type MessageWithFiles = Pick<
  MessageDto,
  "id" | "version" | "number" | "kind" | "createdAt" | "sender"
> & { attachments: Attachment[] };
