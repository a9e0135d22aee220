import { z } from "zod";
import { contactDto, conversationDto, id, messageDto } from "@/server/contract/_shared/dto";
import { CONVERSATION_STATUSES } from "@/server/contract/conversation/constants";
import { filteredLabel } from "@/server/contract/organising/label";

export const SEARCH_KINDS = ["contact", "conversation", "message"] as const;
export type SearchKind = (typeof SEARCH_KINDS)[number];

/** A text with the positions of the found characters, in code points from 0. */
const marked = z.object({ text: z.string(), at: z.array(z.number().int().nonnegative()) });

export const foundContact = z.object({
  contact: contactDto,
  name: marked,
  /** The first of email, phone and identifier with a match. */
  detail: marked.nullable(),
});
export type FoundContact = z.infer<typeof foundContact>;

export const foundConversation = z.object({
  conversation: conversationDto,
  contact: contactDto,
  /** Found by display id, by label, by its contact, or by its subject. */
  by: z.enum(["number", "label", "contact", "subject"]),
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

/** What the conversations of a search must be; null = any. */
export const searchFilter = z.object({
  status: z.enum(CONVERSATION_STATUSES).nullable(),
  inboxId: id.nullable(),
  assignee: z.enum(["any", "me", "unassigned"]),
  /** A member; in addition to `assignee`. */
  assigneeId: id.nullable(),
  contactId: id.nullable(),
  label: filteredLabel.nullable(),
  /** The found message was written, without words the conversation was last active, from this instant on. */
  from: z.date().nullable(),
  /** And before this one. */
  before: z.date().nullable(),
  /** The found message has files, without words any message of the conversation. */
  hasFiles: z.boolean(),
});
export type SearchFilter = z.infer<typeof searchFilter>;

const searchResult = z.object({
  conversation: conversationDto,
  contact: contactDto,
  contactName: foundConversation.shape.contactName,
  /** The newest message with the words, if that is why the conversation was found. */
  message: foundMessage.shape.message.extend({ snippet: foundMessage.shape.snippet }).nullable(),
});
export type SearchResult = z.infer<typeof searchResult>;

/**
 * A page of results. A conversation may come again on a later page, with an older message; a page may be empty and not
 * the last one, when the server compared very much text for it.
 */
const searchResultsDto = z.object({
  contacts: z.array(foundContact),
  conversations: z.array(searchResult),
  nextCursor: z.string().nullable(),
});
export type SearchResultsDto = z.infer<typeof searchResultsDto>;
