import { z } from "zod";
import { actor, id, instant, instantInput, versioned } from "@/server/contract/_shared/primitives";
import { NOT_SENT_REASONS, SCHEDULED_STATES } from "@/server/domain/message/scheduled-message";
import { messageContent } from "./inputs";
import { addressedEmail } from "./message-email";

/** A text that is sent at a chosen time. It is no message of the conversation until then. */
export const scheduledMessageDto = z.object({
  ...versioned,
  conversationId: id,
  /** Empty once it is sent or cancelled. */
  content: z.string(),
  /** In an email inbox: whom it goes to; null = to the recipients by default, once it is sent or cancelled, too. */
  email: addressedEmail.nullable(),
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
export type ScheduledMessageDto = z.infer<typeof scheduledMessageDto>;

export const scheduleMessageInput = z.object({
  content: messageContent,
  /** In an email inbox. */
  email: addressedEmail.nullable().optional(),
  /** At least a minute and at most a year ahead. */
  sendAt: instantInput,
  appendsSignature: z.boolean().optional(),
  cancelIfCustomerWrites: z.boolean().optional(),
});

export const changeScheduledInput = scheduleMessageInput.partial();
