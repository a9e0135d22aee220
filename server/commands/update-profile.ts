import type { MemberDto } from "@/server/contract/dto";
import { Refusal } from "@/server/contract/refusal";
import { lockMember, saveName, toMemberDto } from "@/server/store/members";
import type { Tx } from "@/server/store/tx";

/** Changes what the caller is called. */
export async function updateProfile(tx: Tx, { name }: { name: string }): Promise<MemberDto> {
  const before = tx.caller.userId === null ? null : await lockMember(tx, tx.caller.userId);
  if (!before) throw new Refusal("member.not_found");
  return toMemberDto(await saveName(tx, before, name));
}
