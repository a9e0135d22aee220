import type { Caller } from "@/server/contract/_shared/caller";

type Requester = { userId: number | null; tokenId: number | null };

/**
 * Whether the caller may see a bulk operation's conversations, cancel or resume it: administrators any, a member their own
 * with those of their tokens, and an agent's token its own: it may see fewer inboxes than its member.
 */
export const mayManageBulk = ({ role, userId, tokenId }: Caller, bulk: Requester): boolean =>
  role !== "agent" || (bulk.userId === userId && (tokenId === null || bulk.tokenId === tokenId));
