import type { Services } from "@/server/commands/_run/services";
import type { Caller } from "@/server/contract/_shared/caller";
import type { Actor, ConversationDto, MessageDto } from "@/server/contract/_shared/dto";
import { THREADS_SHOWN } from "@/server/dialects/freescout/input/limits";
import {
  type ConversationWithContact,
  getConversation,
} from "@/server/queries/conversations/get-conversation";
import { listTransitions } from "@/server/queries/conversations/list-transitions";
import { listMessages } from "@/server/queries/messages/list-messages";
import { conversationBody } from "./conversation-body";
import { personAmong, readPeople } from "./people";

/** One conversation in its current state, with its newest threads, the newest first. */
export async function showConversation({ database, now }: Services, caller: Caller, conversationId: number) {
  const { conversation, contact } = await getConversation(database, caller, { conversationId });
  const ref = { conversation: { conversationId } };
  const { data } = await listMessages(database, caller, { ...ref, limit: THREADS_SHOWN });
  const messages = data.toReversed();
  const closedBy =
    conversation.status === "resolved" ? await readCloser(database, caller, conversationId) : null;
  const actors = [
    assignee(conversation),
    ...messages.map(({ sender }) => sender),
    ...(closedBy ? [closedBy] : []),
  ];
  return conversationBody({
    conversation,
    contact,
    messages,
    createdBy: starterOf(data),
    closedBy,
    occurredAt: now().toISOString(),
    personOf: personAmong(await readPeople(database, caller, actors)),
  });
}

/** Conversations for a list, each with its newest thread; a fixed number of statements for any number of them. */
export async function showConversations(
  { database, now }: Services,
  caller: Caller,
  found: readonly ConversationWithContact[],
) {
  const agents = await readPeople(
    database,
    caller,
    found.map(({ conversation }) => assignee(conversation)),
  );
  const occurredAt = now().toISOString();
  const extras = { messages: [], createdBy: null, closedBy: null, occurredAt, personOf: personAmong(agents) };
  return found.map((one) => conversationBody({ ...one, ...extras }));
}

const assignee = ({ assigneeId }: ConversationDto) => ({ type: "user" as const, id: assigneeId });

/** The author of the first line, while that line is among those shown. */
const starterOf = ([first]: readonly MessageDto[]): Actor | null =>
  first?.number === 1 ? first.sender : null;

async function readCloser(
  database: Services["database"],
  caller: Caller,
  conversationId: number,
): Promise<Actor | null> {
  const ref = { conversation: { conversationId } };
  const { data } = await listTransitions(database, caller, { ...ref, limit: 1 });
  return data[0]?.actor ?? null;
}
