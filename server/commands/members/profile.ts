import { requireAdministrator } from "@/server/commands/_run/permission";
import { replacePicture } from "@/server/commands/_steps/take-files";
import { Refusal } from "@/server/contract/_shared/refusal";
import type {
  SetAlertMailsInput,
  SetAvailabilityInput,
  SetAvatarInput,
  SetReplyAssignmentInput,
  SetSignatureInput,
  UpdateProfileInput,
} from "@/server/contract/member/inputs";
import type { MemberDto } from "@/server/contract/member/member";
import { toMemberDto } from "@/server/store/_rows/member-rows";
import type { Tx } from "@/server/store/events/tx";
import { shareInbox } from "@/server/store/inboxes/inboxes";
import { saveAlertMails, saveAvailability, saveReplyAssignment } from "@/server/store/members/member-choices";
import { lockMember, saveAvatar, saveName } from "@/server/store/members/members";
import { saveSignature } from "@/server/store/members/signatures";

/** Changes the caller's name. */
export async function updateProfile(tx: Tx, { name }: UpdateProfileInput): Promise<MemberDto> {
  const before = tx.caller.userId === null ? null : await lockMember(tx, tx.caller.userId);
  if (!before) throw new Refusal("member.not_found");
  return toMemberDto(await saveName(tx, before, name));
}

/** `userId`: default the caller. */
type SetAvatar = SetAvatarInput & { userId?: number };

/**
 * Sets the picture of the caller, or of any member as an administrator: an image that the caller has uploaded, and that nothing
 * has yet. Null removes it.
 */
export async function setAvatar(tx: Tx, { avatarFileId, userId }: SetAvatar): Promise<MemberDto> {
  const memberId = userId ?? tx.caller.userId;
  const before = memberId === null ? null : await lockMember(tx, memberId);
  if (!before) throw new Refusal("member.not_found");
  if (before.id !== tx.caller.userId) requireAdministrator(tx.caller);
  const after = await replacePicture(tx, {
    from: before.avatarFileId,
    to: avatarFileId,
    field: "avatarFileId",
    save: () => saveAvatar(tx, before, avatarFileId),
  });
  return toMemberDto(after);
}

/** `userId`: default the caller. */
type SetAvailability = SetAvailabilityInput & { userId?: number };

/** Sets the caller's availability, or any member's as an administrator. */
export async function setAvailability(tx: Tx, { availability, userId }: SetAvailability): Promise<MemberDto> {
  const memberId = userId ?? tx.caller.userId;
  const before = memberId === null ? null : await lockMember(tx, memberId);
  if (!before) throw new Refusal("member.not_found");
  if (before.id !== tx.caller.userId) requireAdministrator(tx.caller);
  return toMemberDto(await saveAvailability(tx, before, availability));
}

/**
 * Sets whether alerts are mailed to the caller, and in which language. Administrators only: others get none. Only they see it, so
 * there is no event.
 */
export async function setAlertMails(tx: Tx, { alertMails }: SetAlertMailsInput): Promise<void> {
  requireAdministrator(tx.caller);
  if (tx.caller.userId === null) throw new Refusal("auth.forbidden");
  await saveAlertMails(tx, tx.caller.userId, alertMails);
}

/** Sets whether the caller's replies assign unassigned conversations to them. Only they see it, so there is no event. */
export async function setReplyAssignment(tx: Tx, { choice }: SetReplyAssignmentInput): Promise<void> {
  if (tx.caller.userId === null) throw new Refusal("auth.forbidden");
  await saveReplyAssignment(tx, tx.caller.userId, choice);
}

/**
 * Sets the caller's signature, of an inbox that they may see or of all that have none of their own. Only they see it, so there is
 * no event.
 */
export async function setSignature(tx: Tx, input: SetSignatureInput): Promise<void> {
  if (tx.caller.userId === null) throw new Refusal("auth.forbidden");
  if (input.inboxId !== null && !(await shareInbox(tx, input.inboxId)))
    throw new Refusal("inbox.not_found", { field: "inboxId" });
  await saveSignature(tx, tx.caller.userId, input);
}
