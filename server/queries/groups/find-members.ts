import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { ListedMember } from "@/server/contract/conversation/conversation-member";
import type { Db } from "@/server/store/_postgres/db";
import { listMembersById, toListedMember } from "@/server/store/groups/listed-members";

/** These members of conversations that the caller was shown before, by id. */
export const findConversationMembers = async (
  db: Db,
  caller: Caller,
  memberIds: readonly number[],
): Promise<ListedMember[]> =>
  (await listMembersById(db, { accountId: caller.accountId, memberIds })).map(toListedMember);

/** One of them; refuses an unknown one. */
export async function getConversationMember(db: Db, caller: Caller, memberId: number): Promise<ListedMember> {
  const [member] = await findConversationMembers(db, caller, [memberId]);
  if (!member) throw new Refusal("conversation_member.not_found");
  return member;
}
