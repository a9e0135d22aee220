import type { Services } from "@/server/commands/_run/services";
import type { Caller } from "@/server/contract/_shared/caller";
import type { Actor, ConversationDto, MessageDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import { type FreescoutContext, fileUrlsOf, renderingOf } from "@/server/dialects/freescout/context";
import { THREADS_SHOWN } from "@/server/dialects/freescout/input/limits";
import { isUnsent, listUnseen } from "@/server/dialects/freescout/queries/list-unseen";
import {
  type ConversationWithContact,
  getConversation,
  listTransitions,
} from "@/server/queries/conversations/get-conversation";
import { listAttachments } from "@/server/queries/messages/files";
import { listMessages } from "@/server/queries/messages/list-messages";
import { conversationBody } from "./conversation-body";
import { personAmong, readPeople } from "./customer-body";

/** One conversation in its current state, with its newest threads, the newest first. What is not sent yet is no thread. */
export async function showConversation(c: FreescoutContext, conversationId: number) {
  const { caller, services } = c.var;
  const { database, now } = services;
  const [found] = await hideUnsent(c, [await getConversation(database, caller, { conversationId })]);
  if (!found) throw new Refusal("conversation.not_found");
  const { conversation, contact } = found;
  const ref = { conversation: { conversationId } };
  const { data } = await listMessages(database, caller, { ...ref, limit: THREADS_SHOWN });
  const messages = data.toReversed().filter((message) => !isUnsent(message, now()));
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
    urlsOf: fileUrlsOf(c),
    createdBy: starterOf(data),
    closedBy,
    occurredAt: now().toISOString(),
    personOf: personAmong(await readPeople(database, caller, actors), renderingOf(c)),
  });
}

/** Conversations for a list, each with its newest thread; a fixed number of statements for any number of them. */
export async function showConversations(c: FreescoutContext, all: readonly ConversationWithContact[]) {
  const { caller, services } = c.var;
  const { database, now } = services;
  const found = await hideUnsent(c, all);
  const files = await readLastFiles(database, caller, found);
  const agents = await readPeople(
    database,
    caller,
    found.map(({ conversation }) => assignee(conversation)),
  );
  const occurredAt = now().toISOString();
  const urlsOf = fileUrlsOf(c);
  const personOf = personAmong(agents, renderingOf(c));
  const extras = { messages: [], urlsOf, createdBy: null, closedBy: null, occurredAt, personOf };
  return found.map((one) => {
    const lastFiles = files.get(one.conversation.lastMessage?.id ?? 0);
    return conversationBody({ ...one, ...extras, lastFiles });
  });
}

/** Conversations without a newest message that is not sent yet, or was withdrawn. */
async function hideUnsent(
  { var: { caller, services } }: FreescoutContext,
  found: readonly ConversationWithContact[],
): Promise<ConversationWithContact[]> {
  const newest = found.map(({ conversation: { lastMessage } }) => ({
    accountId: caller.accountId,
    lastMessage,
  }));
  const unseen = await listUnseen(services.database, newest, services.now());
  return found.map((one, i) =>
    unseen[i] ? { ...one, conversation: { ...one.conversation, lastMessage: null } } : one,
  );
}

/** The files of the newest messages, by message. */
function readLastFiles(
  database: Services["database"],
  caller: Caller,
  found: readonly ConversationWithContact[],
) {
  const ids = found.flatMap(({ conversation: { lastMessage } }) =>
    lastMessage?.files ? [lastMessage.id] : [],
  );
  return listAttachments(database, caller.accountId, ids);
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
