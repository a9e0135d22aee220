import { Refusal } from "@/server/contract/_shared/refusal";
import type { MemberDto } from "@/server/contract/member/member";
import { toMemberDto } from "@/server/store/_rows/member-rows";
import type { Tx } from "@/server/store/events/tx";
import { lockMember, savePassword } from "@/server/store/members/members";

/** Sets the caller's password and ends every session. The edge hashes it, and has checked the old one. */
export async function changePassword(tx: Tx, { passwordHash }: { passwordHash: string }): Promise<MemberDto> {
  const before = tx.caller.userId === null ? null : await lockMember(tx, tx.caller.userId);
  if (!before) throw new Refusal("member.not_found");
  return toMemberDto(await savePassword(tx, before, passwordHash));
}
