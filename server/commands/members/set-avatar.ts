import { requireAdministrator } from "@/server/commands/_run/permission";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { SetAvatarInput } from "@/server/contract/member/inputs";
import type { MemberDto } from "@/server/contract/member/member";
import { toMemberDto } from "@/server/store/_rows/member-rows";
import type { Tx } from "@/server/store/events/tx";
import { lockMember, saveAvatar } from "@/server/store/members/members";
import { replacePicture } from "./_steps/replace-picture";

/** `userId`: default the caller. */
export type SetAvatar = SetAvatarInput & { userId?: number };

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
