import type { MemberDto } from "@/server/contract/member";
import { toMemberDto } from "@/server/store/member-rows";
import { insertMember, type NewMember } from "@/server/store/members";
import type { Tx } from "@/server/store/tx";
import { requireAdministrator } from "./permission";

/** Adds a member with a password, hashed by the caller. Administrators only. */
export async function createMember(tx: Tx, input: NewMember): Promise<MemberDto> {
  requireAdministrator(tx.caller);
  return toMemberDto(await insertMember(tx, tx.caller.accountId, input));
}
