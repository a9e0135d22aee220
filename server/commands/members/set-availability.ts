import { requireAdministrator } from "@/server/commands/_run/permission";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { SetAvailabilityInput } from "@/server/contract/member/inputs";
import type { MemberDto } from "@/server/contract/member/member";
import { toMemberDto } from "@/server/store/_rows/member-rows";
import type { Tx } from "@/server/store/events/tx";
import { saveAvailability } from "@/server/store/members/availability";
import { lockMember } from "@/server/store/members/members";

/** `userId`: default the caller. */
export type SetAvailability = SetAvailabilityInput & { userId?: number };

/** Sets the caller's availability, or any member's as an administrator. */
export async function setAvailability(tx: Tx, { availability, userId }: SetAvailability): Promise<MemberDto> {
  const memberId = userId ?? tx.caller.userId;
  const before = memberId === null ? null : await lockMember(tx, memberId);
  if (!before) throw new Refusal("member.not_found");
  if (before.id !== tx.caller.userId) requireAdministrator(tx.caller);
  return toMemberDto(await saveAvailability(tx, before, availability));
}
