import { z } from "zod";
import { contactDto, conversationDto, id, messageDto } from "@/server/contract/_shared/dto";

export const SEARCH_KINDS = ["contact", "conversation", "message"] as const;
export type SearchKind = (typeof SEARCH_KINDS)[number];

/** A text with the positions of the found characters, in code points from 0. */
const marked = z.object({ text: z.string(), at: z.array(z.number().int().nonnegative()) });

export const foundContact = z.object({
  contact: contactDto,
  name: marked,
  /** The first of e-mail, phone and identifier with a match. */
  detail: marked.nullable(),
});
export type FoundContact = z.infer<typeof foundContact>;

export const foundConversation = z.object({
  conversation: conversationDto,
  contact: contactDto,
  /** Found by display id, by label, or by its contact. */
  by: z.enum(["number", "label", "contact"]),
  contactName: marked,
});
export type FoundConversation = z.infer<typeof foundConversation>;

export const foundMessage = z.object({
  message: messageDto.pick({
    id: true,
    conversationId: true,
    inboxId: true,
    number: true,
    kind: true,
    direction: true,
    sender: true,
    createdAt: true,
  }),
  /** The conversation's display id. */
  displayId: z.number().int().positive(),
  contact: z.object({ id, name: z.string() }),
  /** The part of the message around the match, on one line. */
  snippet: marked,
  conversationStatus: conversationDto.shape.status,
});
export type FoundMessage = z.infer<typeof foundMessage>;

/** Search results by group, each with at most the requested number. */
export const searchDto = z.object({
  contacts: z.array(foundContact),
  conversations: z.array(foundConversation),
  messages: z.array(foundMessage),
});
export type SearchDto = z.infer<typeof searchDto>;
