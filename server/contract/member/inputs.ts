import { z } from "zod";
import { accountSettingsInput } from "@/server/contract/_shared/account-dto";
import { LOCALES } from "@/server/contract/_shared/constants";
import { id } from "@/server/contract/_shared/dto";
import { name, sized, text } from "@/server/contract/_shared/fields";
import {
  INBOX_MEMBERS_MAX,
  MEMBER_INBOXES_MAX,
  SHORT_NAME_CHARS_MAX,
  SIGN_IN_EMAIL_CHARS_MAX,
} from "@/server/contract/_shared/limits";
import { PASSWORD_CHARS } from "@/server/contract/credentials/constants";
import { newPassword } from "@/server/contract/credentials/token";
import {
  SIGNATURE_CHARS_MAX,
  SIGNATURE_VARIABLES,
  unknownVariablesIn,
} from "@/server/contract/message/signature";
import { REPLY_ASSIGNMENTS } from "@/server/domain/member/assign-on-reply";
import { UNDO_WINDOW_MS_MAX } from "@/server/domain/message/undo-window";
import { memberDto } from "./member";
import { ALERT_MAILS } from "./notification-choices";

const { role, availability } = memberDto.shape;
const inboxIds = z.array(id).max(MEMBER_INBOXES_MAX);

export const memberName = name(SHORT_NAME_CHARS_MAX);

/** The language of the mail with a password link. Without it, or without SMTP, the link is shown. */
const mailIn = z.enum(LOCALES).optional();

export const inviteMemberInput = z.object({
  name: memberName,
  email: sized(z.email(), { max: SIGN_IN_EMAIL_CHARS_MAX }),
  role,
  inboxIds,
  mailIn,
});

export const makePasswordLinkInput = z.object({ mailIn });

export const updateMemberInput = z.object({
  keepTokens: z.boolean().optional(),
  role: role.optional(),
  inboxIds: inboxIds.optional(),
  /** Beside the inboxes that the member has: two administrators do not undo each other's changes. */
  addInboxIds: inboxIds.optional(),
  removeInboxIds: inboxIds.optional(),
  state: z.enum(["active", "deactivated"]).optional(),
});

const userIds = z.array(id).max(INBOX_MEMBERS_MAX).default([]);

/** The agents that an inbox is given to, and those that it is taken from. */
export const changeInboxMembersInput = z.object({ inboxId: id, add: userIds, remove: userIds });

/** A member's availability. */
export const setAvailabilityInput = z.object({ availability });
export type SetAvailabilityInput = z.infer<typeof setAvailabilityInput>;

/** The file of a member's picture; null: none. */
export const setAvatarInput = z.object({ avatarFileId: id.nullable() });
export type SetAvatarInput = z.infer<typeof setAvatarInput>;

/** The account's name, the time zone of dates in its mails, and the language of mails that nobody chose one for. */
export const updateAccountInput = accountSettingsInput
  .pick({ name: true, timeZone: true, language: true })
  .partial();

export const updateProfileInput = z.object({ name: memberName });
export type UpdateProfileInput = z.infer<typeof updateProfileInput>;

/** The undo window of the caller's messages; 0 = none. */
export const setUndoSendInput = z.object({
  seconds: z
    .number()
    .int()
    .min(0)
    .max(UNDO_WINDOW_MS_MAX / 1000),
});
export type SetUndoSendInput = z.infer<typeof setUndoSendInput>;

/** Whether the caller's replies assign unassigned conversations to them; `account`: as the account has it. */
export const setReplyAssignmentInput = z.object({ choice: z.enum(REPLY_ASSIGNMENTS) });
export type SetReplyAssignmentInput = z.infer<typeof setReplyAssignmentInput>;

/** A member's signature: of an inbox, or, with null, of all that have none of their own. An empty text removes it. */
export const setSignatureInput = z.object({
  inboxId: id.nullable(),
  text: text(0, SIGNATURE_CHARS_MAX)
    .transform((typed) => typed.trim())
    .refine((typed) => unknownVariablesIn(typed).length === 0, {
      error: `may have the variables ${SIGNATURE_VARIABLES.map((name) => `{{${name}}}`).join(", ")}`,
    }),
});
export type SetSignatureInput = z.infer<typeof setSignatureInput>;

/** The language in which alerts are mailed to the caller, or that they are not. */
export const setAlertMailsInput = z.object({ alertMails: z.enum(ALERT_MAILS) });
export type SetAlertMailsInput = z.infer<typeof setAlertMailsInput>;

const ownPassword = z.string().min(1).max(PASSWORD_CHARS.max);

/** The password again, or a code of the second factor: before actions that an unattended window must not allow. */
export const reauthenticateInput = z.union([
  z.strictObject({ password: ownPassword }),
  z.strictObject({ code: z.string().min(1).max(100) }),
]);

export const changePasswordInput = z.object({ current: ownPassword, password: newPassword });

export const endSessionInput = z.object({ sessionId: z.uuid() });

/** The code that an authenticator shows. */
export const confirmTwoFactorInput = z.object({ code: z.string().trim().max(20) });

/** The member's email, and the language of the mail. */
export const forgotPasswordInput = z.object({
  email: sized(z.string().trim(), { min: 1, max: SIGN_IN_EMAIL_CHARS_MAX }),
  locale: z.enum(LOCALES),
});
