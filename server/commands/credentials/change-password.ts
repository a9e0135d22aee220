import { Refusal } from "@/server/contract/_shared/refusal";
import type { MemberDto } from "@/server/contract/member/member";
import { toMemberDto } from "@/server/store/_rows/member-rows";
import type { Tx } from "@/server/store/events/tx";
import { lockMember, savePassword } from "@/server/store/members/members";

/** Sets the caller's own password, hashed by the edge, which asked for the old one first; every session ends. */
export async function changePassword(tx: Tx, { passwordHash }: { passwordHash: string }): Promise<MemberDto> {
  const before = tx.caller.userId === null ? null : await lockMember(tx, tx.caller.userId);
  if (!before) throw new Refusal("member.not_found");
  return toMemberDto(await savePassword(tx, before, passwordHash));
}
