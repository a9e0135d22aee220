import type { ConversationDto, MessageDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import { explainIgnored, type UpdateReason } from "@/server/contract/message/receipt";
import type { Viewer } from "@/server/dialects/chatwoot/context";
import { WireError } from "@/server/dialects/chatwoot/errors";
import type { WireMessage } from "@/server/dialects/chatwoot/input/message-params";
import { listConversationDetails } from "@/server/dialects/chatwoot/queries/list-conversation-details";
import type { Ignored } from "@/server/domain/message/tick";
import {
  type ConversationWithContact,
  getConversation,
} from "@/server/queries/conversations/get-conversation";
import { findAgents } from "@/server/queries/members/members";
import { findTeams } from "@/server/queries/organising/organising";
import { conversationJson } from "./conversation-json";
import { type MessageContext, messageJson } from "./message-json";

/** Conversations that the caller may see, as JSON; a fixed number of statements for any number of them. */
export async function showConversations(
  { database, caller: { accountId, userId }, rendering }: Viewer,
  found: readonly ConversationWithContact[],
) {
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
  const teams = await findTeams(
    database,
    accountId,
    found.map(({ conversation }) => conversation.teamId),
  );
  const shared = { accountId, viewerId: userId, rendering, agents, teams };
  return found.flatMap(({ conversation, contact }) => {
    const own = details.get(conversation.id);
    return own ? [conversationJson(conversation, { ...shared, contact, details: own })] : [];
  });
}

/** One conversation that the caller may see. */
export async function showFound(viewer: Viewer, found: ConversationWithContact) {
  const [shown] = await showConversations(viewer, [found]);
  if (!shown) throw new Refusal("conversation.not_found"); // purged since it was found
  return shown;
}

/** One conversation in its current state. */
export const showConversation = async (viewer: Viewer, conversationId: number) =>
  showFound(viewer, await getConversation(viewer.database, viewer.caller, { conversationId }));

type Shown = Pick<MessageContext, "contact"> & {
  conversation: Pick<ConversationDto, "displayId">;
};

/** Messages of one conversation as JSON, with their authors. */
export async function showMessages(
  { database, caller: { accountId }, rendering }: Viewer,
  messages: readonly MessageDto[],
  shown: Shown,
) {
  const agents = await findAgents(
    database,
    accountId,
    messages.map((message) => message.sender),
  );
  return messages.map((message) => messageJson(message, { ...shown, accountId, rendering, agents }));
}

/** One message as JSON; `echoId` is the request's own. */
export async function showMessage(
  { database, caller: { accountId }, rendering }: Viewer,
  message: MessageDto,
  { echoId, ...shown }: Shown & { echoId?: WireMessage["echoId"] },
) {
  const agents = await findAgents(database, accountId, [message.sender]);
  return messageJson(message, { ...shown, accountId, rendering, agents }, echoId);
}

export type StatusUpdate =
  | { applied: true }
  | { applied: false; reason: "no_tick" | UpdateReason; counts_from?: string; next?: string };

/** What a report did, next to its message in the answer. */
export function statusUpdateOf(
  result: "applied" | "stale" | "no_tick" | "message.not_found",
  ignored: Ignored | null,
): StatusUpdate {
  if (result === "applied") return { applied: true };
  const why = explainIgnored({ result, ignored });
  if (!why) return { applied: false, reason: "no_tick" };
  const { reason, countsFrom, next } = why;
  return { applied: false, reason, ...(countsFrom !== undefined && { counts_from: countsFrom }), next };
}

/** The answer to a report about a message that is not there: the dialect's own, with what to do. */
export const unknownMessage = (): WireError =>
  new WireError({
    status: 404,
    body: {
      error: "Resource could not be found",
      status_update: statusUpdateOf("message.not_found", null),
    },
  });
