import type { ConversationDto, InboxDto, MessageDto } from "@/server/contract/_shared/dto";
import { type AgentView, actorKey } from "@/server/contract/conversation/actor-view";
import type { SearchDto } from "@/server/contract/search/search";
import type { Rendering } from "@/server/files/file-url";
import {
  type ConversationWithContact,
  findConversations,
} from "@/server/queries/conversations/get-conversation";
import { listInboxes } from "@/server/queries/inboxes/list-inboxes";
import { type AgentsByActor, findAgents } from "@/server/queries/members/members";
import { findMessages } from "@/server/queries/messages/get-message";
import { type ChatwootContext, renderingOf } from "./context";

/** What search results show beside themselves. */
export type SearchedContext = {
  accountId: number;
  rendering: Rendering;
  /** The found messages, by id. */
  messages: ReadonlyMap<number, MessageDto>;
  /** The conversations of the found messages, by id, the newest match first. */
  conversations: ReadonlyMap<number, ConversationWithContact>;
  inboxes: ReadonlyMap<number, InboxDto>;
  agents: AgentsByActor;
  assigneeOf(conversation: Pick<ConversationDto, "assigneeId">): AgentView | null;
};

/** Loads it in a fixed number of statements. */
export async function loadFoundMessages(c: ChatwootContext, found: SearchDto): Promise<SearchedContext> {
  const { caller, services } = c.var;
  const { database } = services;
  const { accountId } = caller;
  const ids = found.messages.map(({ message }) => message.id);
  const messages = await findMessages(database, caller, ids);
  const ofMessages = [...new Set(messages.map(({ conversationId }) => conversationId))];
  const conversations = await findConversations(database, caller, ofMessages);
  const inboxes = await listInboxes(database, caller);
  const assignees = [...conversations, ...found.conversations].map(({ conversation }) => ({
    type: "user" as const,
    id: conversation.assigneeId,
  }));
  const agents = await findAgents(database, accountId, [
    ...assignees,
    ...messages.map(({ sender }) => sender),
  ]);
  return {
    accountId,
    rendering: renderingOf(c),
    messages: new Map(messages.map((message) => [message.id, message])),
    conversations: new Map(conversations.map((one) => [one.conversation.id, one])),
    inboxes: new Map(inboxes.map((inbox) => [inbox.id, inbox])),
    agents,
    assigneeOf: ({ assigneeId }) =>
      (assigneeId === null ? undefined : agents.get(actorKey({ type: "user", id: assigneeId }))) ?? null,
  };
}

/** The conversation of a found message; undefined when it was purged meanwhile. */
export const conversationOf = (
  { conversations }: SearchedContext,
  { conversationId }: Pick<MessageDto, "conversationId">,
): ConversationWithContact | undefined => conversations.get(conversationId);
