import { requireAdministrator } from "@/server/commands/_run/permission";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { MemberDto } from "@/server/contract/member/member";
import { toMemberDto } from "@/server/store/_rows/member-rows";
import type { Tx } from "@/server/store/events/tx";
import { revokeSessions as endSessions, lockMember } from "@/server/store/members/members";

/** Ends every session of the caller, or of any member as an administrator. */
export async function revokeSessions(tx: Tx, { userId }: { userId: number }): Promise<MemberDto> {
  if (userId !== tx.caller.userId) requireAdministrator(tx.caller);
  const before = await lockMember(tx, userId);
  if (!before) throw new Refusal("member.not_found");
  return toMemberDto(await endSessions(tx, before));
}
