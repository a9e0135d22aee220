import { z } from "zod";
import { actor, id, instant, instantInput, versioned } from "@/server/contract/_shared/primitives";
import { fileIdList, listedFile } from "@/server/contract/file/file";
import { NOT_SENT_REASONS, SCHEDULED_STATES } from "@/server/domain/message/scheduled-message";
import { newContent } from "./inputs";
import { addressedEmail } from "./message-email";

/** A message that is sent at a chosen time. It is none of the conversation until then. */
export const scheduledMessageDto = z.object({
  ...versioned,
  conversationId: id,
  /** Empty once it is sent or cancelled. */
  content: z.string(),
  /** In an email inbox: whom it goes to; null = to the recipients by default, once it is sent or cancelled, too. */
  email: addressedEmail.nullable(),
  /** Empty once it is sent or cancelled. Events of earlier releases have neither these nor a quote. */
  files: z.array(listedFile).optional(),
  /** The message that it quotes. */
  inReplyToId: id.nullable().optional(),
  /** The sender of the message. */
  author: actor,
  sendAt: instant,
  /** The author's signature is appended, if they have one then and the inbox appends them. */
  appendsSignature: z.boolean(),
  /** It is not sent if the customer has written since it was scheduled or changed. */
  cancelIfCustomerWrites: z.boolean(),
  state: z.enum(SCHEDULED_STATES),
  /** Why it was not sent; null in every other state. */
  failure: z.enum(NOT_SENT_REASONS).nullable(),
  /** The message that it was sent as. */
  messageId: id.nullable(),
});
type Fields = z.infer<typeof scheduledMessageDto>;
export type ScheduledMessageDto = { [K in keyof Fields]-?: Exclude<Fields[K], undefined> };

export const scheduleMessageInput = z.object({
  /** Empty only with files. */
  content: newContent,
  /** The author's own uploads, which no message has yet, in their order. */
  fileIds: fileIdList.optional(),
  /** A message of the conversation to quote. */
  inReplyToId: id.nullable().optional(),
  /** In an email inbox. */
  email: addressedEmail.nullable().optional(),
  /** At least a minute and at most a year ahead. */
  sendAt: instantInput,
  appendsSignature: z.boolean().optional(),
  cancelIfCustomerWrites: z.boolean().optional(),
});

export const changeScheduledInput = scheduleMessageInput.partial();
