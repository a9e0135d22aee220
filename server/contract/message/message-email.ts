import { z } from "zod";
import { EMAIL_CHARS_MAX, NAME_CHARS_MAX, SUBJECT_CHARS_MAX } from "@/server/contract/_shared/limits";

/** The most recipients of a mail that are kept of `To` and of `Cc`, each. */
export const RECIPIENTS_MAX = 100;

const mailAddress = z.lazy(() => z.object({ name: z.string(), address: z.string() }));

/** What a message shows of the header of its mail. Message-IDs are without <>. */
export const messageEmail = z.object({
  subject: z.string(),
  from: mailAddress,
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
      address: z.email().max(EMAIL_CHARS_MAX),
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
  subject: z.string().max(SUBJECT_CHARS_MAX).optional(),
});
export type OutgoingEmail = z.infer<typeof outgoingEmail>;
