import { z } from "zod";
import { id, instant } from "@/server/contract/_shared/dto";

export const MAIL_KINDS = ["invitation", "password"] as const;
export type MailKind = (typeof MAIL_KINDS)[number];

/** What became of the last password link that was mailed to a member. */
export const mailDto = z.object({
  userId: id,
  kind: z.enum(MAIL_KINDS),
  /** `waiting` for its first try or, with an `error`, for another. */
  state: z.enum(["waiting", "sent", "failed"]),
  /** Why the last try failed, as the mail server says it. */
  error: z.string().nullable(),
  /** When it was asked for; when it was sent. */
  at: instant,
});
export type MailDto = z.infer<typeof mailDto>;
