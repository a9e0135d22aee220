import { type Caller, rightsOfToken } from "@/server/contract/_shared/caller";
import type { Actor } from "@/server/contract/_shared/dto";
import { findMember } from "@/server/store/_rows/member-rows";
import { findLiveToken } from "@/server/store/credentials/tokens";
import type { Tx } from "@/server/store/events/tx";

/** Whose work is done later. `userId` null: the system. */
export type Requester = { actor: Actor; userId: number | null; tokenId: number | null };

/** They as a caller with their current rights; null when they or their token are no longer active. */
export async function currentCaller(tx: Tx, { actor, userId, tokenId }: Requester): Promise<Caller | null> {
  const { accountId } = tx.caller;
  const caller = {
    accountId,
    actor,
    userId,
    tokenId,
    via: tokenId === null ? ("ui" as const) : ("api" as const),
  };
  if (userId === null) return { ...caller, role: "system", inboxIds: "all", via: "system" };
  const member = await findMember(tx, accountId, userId);
  if (member?.state !== "active") return null;
  if (tokenId !== null) {
    const token = await findLiveToken(tx, tokenId);
    return token && { ...caller, ...rightsOfToken(member, token) };
  }
  return {
    ...caller,
    role: member.role,
    inboxIds: member.role === "administrator" ? "all" : member.inboxIds,
  };
}
