import { requireAdministrator } from "@/server/commands/_run/permission";
import type { MemberDto } from "@/server/contract/member/member";
import { toMemberDto } from "@/server/store/_rows/member-rows";
import type { Tx } from "@/server/store/events/tx";
import { insertMember, type NewMember } from "@/server/store/members/members";

/** Adds a member with a password, hashed by the caller. Administrators only. */
export async function createMember(tx: Tx, input: NewMember): Promise<MemberDto> {
  requireAdministrator(tx.caller);
  return toMemberDto(await insertMember(tx, tx.caller.accountId, input));
}
