import { z } from "zod";
import { id, instant, versioned } from "@/server/contract/_shared/primitives";
import { MEMBER_ROLES } from "@/server/domain/conversation/conversation-member";

/** A customer who reads a conversation's history. */
export const conversationMemberDto = z.object({
  ...versioned,
  conversationId: id,
  contactId: id,
  role: z.enum(MEMBER_ROLES),
  joinedAt: instant,
  /** Null: they are in it. */
  leftAt: instant.nullable(),
});
export type ConversationMemberDto = z.infer<typeof conversationMemberDto>;
