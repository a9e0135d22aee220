import { Refusal } from "@/server/contract/_shared/refusal";
import type { UpdateProfileInput } from "@/server/contract/member/inputs";
import type { MemberDto } from "@/server/contract/member/member";
import { toMemberDto } from "@/server/store/_rows/member-rows";
import type { Tx } from "@/server/store/events/tx";
import { lockMember, saveName } from "@/server/store/members/members";

/** Changes the caller's name. */
export async function updateProfile(tx: Tx, { name }: UpdateProfileInput): Promise<MemberDto> {
  const before = tx.caller.userId === null ? null : await lockMember(tx, tx.caller.userId);
  if (!before) throw new Refusal("member.not_found");
  return toMemberDto(await saveName(tx, before, name));
}
