import { z } from "zod";
import { contactDto, conversationDto, id, messageDto } from "@/server/contract/_shared/dto";

export const SEARCH_KINDS = ["contact", "conversation", "message"] as const;
export type SearchKind = (typeof SEARCH_KINDS)[number];

/** A text with the places of the letters that the search found, in code points from 0. */
const marked = z.object({ text: z.string(), at: z.array(z.number().int().nonnegative()) });

const foundContact = z.object({
  contact: contactDto,
  name: marked,
  /** The first of e-mail, phone and identifier in which something was found. */
  detail: marked.nullable(),
});
export type FoundContact = z.infer<typeof foundContact>;

const foundConversation = z.object({
  conversation: conversationDto,
  contact: contactDto,
  /** By its number, by a label of that name, or as one of a contact found. */
  by: z.enum(["number", "label", "contact"]),
  contactName: marked,
});
export type FoundConversation = z.infer<typeof foundConversation>;

const foundMessage = z.object({
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
  /** Its conversation's number. */
  displayId: z.number().int().positive(),
  contact: z.object({ id, name: z.string() }),
  /** The part of the message around what was found, on one line. */
  snippet: marked,
  conversationStatus: conversationDto.shape.status,
});
export type FoundMessage = z.infer<typeof foundMessage>;

/** What a search finds, grouped; in each group at most as many as asked for. */
export const searchDto = z.object({
  contacts: z.array(foundContact),
  conversations: z.array(foundConversation),
  messages: z.array(foundMessage),
});
export type SearchDto = z.infer<typeof searchDto>;
