import { z } from "zod";
import { contactDto, conversationDto, id } from "@/server/contract/_shared/dto";
import { CONVERSATION_STATUSES } from "@/server/contract/conversation/constants";
import { labelName } from "@/server/contract/organising/label-inputs";
import { foundContact, foundConversation, foundMessage } from "./search";

/** What the conversations of a search must be; null = any. */
export const searchFilter = z.object({
  status: z.enum(CONVERSATION_STATUSES).nullable(),
  inboxId: id.nullable(),
  assignee: z.enum(["any", "me", "unassigned"]),
  /** A member; in addition to `assignee`. */
  assigneeId: id.nullable(),
  contactId: id.nullable(),
  label: labelName.nullable(),
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
export const searchResultsDto = z.object({
  contacts: z.array(foundContact),
  conversations: z.array(searchResult),
  nextCursor: z.string().nullable(),
});
export type SearchResultsDto = z.infer<typeof searchResultsDto>;
