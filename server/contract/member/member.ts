import { z } from "zod";
import { id, instant, versioned } from "@/server/contract/_shared/dto";

export const memberDto = z.object({
  ...versioned,
  name: z.string(),
  email: z.string(),
  role: z.enum(["administrator", "agent"]),
  /** An invited member has no password yet; a deactivated one is refused. */
  state: z.enum(["invited", "active", "deactivated"]),
  /** Set by the member. */
  availability: z.enum(["online", "away"]),
  /** For agents: the inboxes they may see. Administrators see all. */
  inboxIds: z.array(id),
  /** The file of their picture. Null and absent = none. */
  avatarFileId: id.nullable().optional(),
});
export type MemberDto = z.infer<typeof memberDto>;

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
