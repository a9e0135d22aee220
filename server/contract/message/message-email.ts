import { z } from "zod";
import { subjectLine } from "@/server/contract/_shared/fields";
import { EMAIL_CHARS_MAX, NAME_CHARS_MAX } from "@/server/contract/_shared/limits";
import { id } from "@/server/contract/_shared/primitives";
import { isMailAddress } from "@/server/domain/message/mail-recipients";

/** The most recipients of a mail that are kept of `To` and of `Cc`, each. */
export const RECIPIENTS_MAX = 100;

const mailAddress = z.lazy(() => z.object({ name: z.string(), address: z.string() }));

/** What a message shows of the header of its mail. Message-IDs are without <>. */
export const messageEmail = z.object({
  subject: z.string(),
  from: mailAddress,
  /** Where the sender wants answers. Absent = at `from`. */
  replyTo: mailAddress.optional(),
  /** Further addresses that answers go to, beside `replyTo`, or without it `from`. Absent = none. */
  replyToOthers: z.array(mailAddress).optional(),
  to: z.array(mailAddress),
  cc: z.array(mailAddress),
  /** Of a mail of ours: who gets it unseen by the others. Absent = nobody. */
  bcc: z.array(mailAddress).optional(),
  messageId: z.string(),
  inReplyTo: z.string().nullable(),
  /** As the sender wrote it, not sanitised. Only in answers about messages; absent in events, null if the mail has none. */
  html: z.string().nullable().optional(),
  /** The whole text, with quoted mails and the signature; in the same answers as `html`. */
  text: z.string().optional(),
  /** An answer of a program, such as an absence: nobody answers it automatically. Absent = it is none. */
  isAutoReply: z.literal(true).optional(),
  /** Of a mail of ours: the message that it forwards. Only its recipients get it. Absent = it forwards none. */
  forwards: id.optional(),
  /** From somebody to whom the conversation was forwarded, and not from its customer: replies do not go there by default. */
  isFromOther: z.literal(true).optional(),
  /** Of a mailing list, in bulk, or a program's notification. Absent = it is none. */
  isList: z.literal(true).optional(),
  /** A filter on the way marked it as spam. Absent = none did. */
  isSpam: z.literal(true).optional(),
  /** What the receiving server found of the sender's domain; `fail`: somebody else may have written it. Absent = unknown. */
  dmarc: z.enum(["pass", "fail"]).optional(),
});
export type MessageEmail = z.infer<typeof messageEmail>;

const recipientsInput = z
  .array(
    z.strictObject({
      name: z.string().max(NAME_CHARS_MAX).optional(),
      address: z.string().max(EMAIL_CHARS_MAX).refine(isMailAddress, { error: "is no address of mail" }),
    }),
  )
  .max(RECIPIENTS_MAX)
  .optional();

/**
 * How a mail of ours is addressed. Without `to` it goes to whom the conversation is with; without `subject` it has that of the
 * conversation. In a reply `to` is the sender of the mail that it answers.
 */
export const outgoingEmail = z.strictObject({
  to: recipientsInput,
  cc: recipientsInput,
  bcc: recipientsInput,
  subject: subjectLine.optional(),
  /** A message of the same conversation, which the mail quotes with its files. Then `to` is required. */
  forwards: id.optional(),
});
export type OutgoingEmail = z.infer<typeof outgoingEmail>;

/** How a mail is addressed that forwards nothing: it is sent later, or begins a conversation. */
export const addressedEmail = outgoingEmail.omit({ forwards: true });
