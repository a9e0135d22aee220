import type { MemberDto } from "@/server/contract/member";
import { Refusal } from "@/server/contract/refusal";
import { toMemberDto } from "@/server/store/member-rows";
import { lockMember, saveName } from "@/server/store/members";
import type { Tx } from "@/server/store/tx";

/** Changes what the caller is called. */
export async function updateProfile(tx: Tx, { name }: { name: string }): Promise<MemberDto> {
  const before = tx.caller.userId === null ? null : await lockMember(tx, tx.caller.userId);
  if (!before) throw new Refusal("member.not_found");
  return toMemberDto(await saveName(tx, before, name));
}
