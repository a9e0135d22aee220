import type { MemberDto } from "@/server/contract/dto";
import { Refusal } from "@/server/contract/refusal";
import { saveAvailability } from "@/server/store/availability";
import { lockMember, toMemberDto } from "@/server/store/members";
import type { Tx } from "@/server/store/tx";

/** Says whether the caller is at work right now. */
export async function setAvailability(tx: Tx, input: Pick<MemberDto, "availability">): Promise<MemberDto> {
  const before = tx.caller.userId === null ? null : await lockMember(tx, tx.caller.userId);
  if (!before) throw new Refusal("member.not_found");
  return toMemberDto(await saveAvailability(tx, before, input.availability));
}
