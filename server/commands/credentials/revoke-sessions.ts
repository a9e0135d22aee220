import type { MemberDto } from "@/server/contract/member";
import { Refusal } from "@/server/contract/refusal";
import { toMemberDto } from "@/server/store/member-rows";
import { revokeSessions as endSessions, lockMember } from "@/server/store/members";
import type { Tx } from "@/server/store/tx";
import { requireAdministrator } from "./permission";

/** Ends every session of a member: one's own, or as an administrator anybody's. */
export async function revokeSessions(tx: Tx, { userId }: { userId: number }): Promise<MemberDto> {
  if (userId !== tx.caller.userId) requireAdministrator(tx.caller);
  const before = await lockMember(tx, userId);
  if (!before) throw new Refusal("member.not_found");
  return toMemberDto(await endSessions(tx, before));
}
