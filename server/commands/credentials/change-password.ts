import type { MemberDto } from "@/server/contract/member";
import { Refusal } from "@/server/contract/refusal";
import { toMemberDto } from "@/server/store/member-rows";
import { lockMember, savePassword } from "@/server/store/members";
import type { Tx } from "@/server/store/tx";

/** Sets the caller's own password, hashed by the edge, which asked for the old one first; every session ends. */
export async function changePassword(tx: Tx, { passwordHash }: { passwordHash: string }): Promise<MemberDto> {
  const before = tx.caller.userId === null ? null : await lockMember(tx, tx.caller.userId);
  if (!before) throw new Refusal("member.not_found");
  return toMemberDto(await savePassword(tx, before, passwordHash));
}
