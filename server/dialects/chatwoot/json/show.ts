import type { Services } from "@/server/commands/_run/services";
import type { Caller } from "@/server/contract/_shared/caller";
import type { ConversationDto, MessageDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import {
  type ConversationWithContact,
  getConversation,
} from "@/server/queries/conversations/get-conversation";
import { listConversationDetails } from "@/server/queries/conversations/list-conversation-details";
import { findAgents } from "@/server/queries/members/find-agents";
import { conversationJson } from "./conversation-json";
import { type MessageContext, messageJson } from "./message-json";

type Database = Services["database"];

/** Conversations that the caller may see, as JSON; a fixed number of statements for any number of them. */
export async function showConversations(
  database: Database,
  caller: Caller,
  found: readonly ConversationWithContact[],
) {
  const { accountId } = caller;
  const details = await listConversationDetails(
    database,
    accountId,
    found.map(({ conversation }) => conversation),
  );
  const agents = await findAgents(database, accountId, [
    ...found.map(({ conversation }) => ({ type: "user" as const, id: conversation.assigneeId })),
    ...[...details.values()].flatMap(({ lastLine, lastMessage }) =>
      [lastLine, lastMessage].flatMap((message) => (message ? [message.sender] : [])),
    ),
  ]);
  return found.flatMap(({ conversation, contact }) => {
    const own = details.get(conversation.id);
    return own ? [conversationJson(conversation, { accountId, contact, details: own, agents })] : [];
  });
}

/** One conversation that the caller may see. */
export async function showFound(database: Database, caller: Caller, found: ConversationWithContact) {
  const [shown] = await showConversations(database, caller, [found]);
  if (!shown) throw new Refusal("conversation.not_found"); // purged since it was found
  return shown;
}

/** One conversation in its current state. */
export const showConversation = async (database: Database, caller: Caller, conversationId: number) =>
  showFound(database, caller, await getConversation(database, caller, { conversationId }));

type Shown = Omit<MessageContext, "agents" | "conversation"> & {
  conversation: Pick<ConversationDto, "displayId">;
};

/** Messages of one conversation as JSON, with their authors. */
export async function showMessages(
  database: Database,
  caller: Caller,
  messages: readonly MessageDto[],
  shown: Shown,
) {
  const agents = await findAgents(
    database,
    caller.accountId,
    messages.map((message) => message.sender),
  );
  return messages.map((message) => messageJson(message, { ...shown, agents }));
}

/** One message as JSON; `echoId` is the request's own. */
export async function showMessage(
  database: Database,
  caller: Caller,
  message: MessageDto,
  { echoId, ...shown }: Shown & { echoId?: string | null },
) {
  const agents = await findAgents(database, caller.accountId, [message.sender]);
  return messageJson(message, { ...shown, agents }, echoId);
}
