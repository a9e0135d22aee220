import { z } from "zod";
import { messageDto } from "@/server/contract/_shared/dto";
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

/** A member with what a list of members shows. */
export const listedMember = conversationMemberDto.extend({
  /** Up to which number of the history messages were delivered to them, and read by them. */
  deliveredNumber: z.number().int().nonnegative(),
  readNumber: z.number().int().nonnegative(),
  contact: z.object({ id, name: z.string(), isBlocked: z.boolean() }),
});
export type ListedMember = z.infer<typeof listedMember>;

/** A message in the history of a conversation's members. */
export const historyMessage = messageDto.extend({
  /** Dense per conversation, from 1, in the order in which the messages became visible to the members. */
  historyNumber: z.number().int().positive(),
});
export type HistoryMessage = z.infer<typeof historyMessage>;
