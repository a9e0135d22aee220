import { z } from "zod";
import { id, instant } from "@/server/contract/_shared/dto";

export const MAIL_KINDS = ["invitation", "password"] as const;
export type MailKind = (typeof MAIL_KINDS)[number];

/** The state of the last password link that was mailed to a member. */
export const mailDto = z.object({
  userId: id,
  kind: z.enum(MAIL_KINDS),
  /** `waiting` for its first try or, with an `error`, for another. */
  state: z.enum(["waiting", "sent", "failed"]),
  /** Why the last try failed, in the mail server's text. */
  error: z.string().nullable(),
  /** When it was requested or, once sent, when it was sent. */
  at: instant,
});
export type MailDto = z.infer<typeof mailDto>;
