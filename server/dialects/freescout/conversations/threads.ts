import type { Command } from "@/server/commands/_run/run";
import { addNote } from "@/server/commands/messages/notes";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import { Refusal } from "@/server/contract/_shared/refusal";
import { type FreescoutContext, pathId, type Route } from "@/server/dialects/freescout/context";
import { requireOwnThread } from "@/server/dialects/freescout/customers";
import { failedOf, withFiles } from "@/server/dialects/freescout/input/attachments";
import { newThread, type WireThread } from "@/server/dialects/freescout/input/conversation-params";
import { refuseTimes } from "@/server/dialects/freescout/input/list-params";
import { parseInput, type Written, withLargeJson } from "@/server/dialects/freescout/input/read-input";
import { answerCreated } from "@/server/dialects/freescout/json/answer-created";
import { requireUsers } from "@/server/dialects/freescout/json/customer-body";
import { getConversation } from "@/server/queries/conversations/get-conversation";
import { getInbox } from "@/server/queries/inboxes/list-inboxes";
import { setStatus } from "./set-status";

export const threadRoutes: readonly Route[] = [["POST", "/conversations/:id/threads", create]];

/**
 * A message, a customer's message or a note, and the status after it, in one operation. Without a status, the inbox's
 * policy decides after a customer's message, and a message to the customer makes it pending.
 */
function create(c: FreescoutContext): Promise<Response> {
  return withLargeJson(c, ({ bytes, json }) => createOf(c, bytes, json));
}

async function createOf(c: FreescoutContext, bytes: Uint8Array, json: Written): Promise<Response> {
  const { caller, services } = c.var;
  const { database } = services;
  const { conversation, contact } = await getConversation(database, caller, { conversationId: pathId(c) });
  const thread = parseInput(newThread, json);
  refuseTimes({ createdAt: thread.createdAt }, { imported: thread.imported, now: services.now() });
  await requireUsers(services.database, caller, [{ id: thread.user, path: "user" }]);
  await requireOwnThread(database, caller, {
    contactId: contact.id,
    author: thread.customer,
    path: "customer",
  });
  const inbox = await getInbox(database, caller, conversation.inboxId);
  if (thread.type === "customer" && inbox.channel !== "api")
    throw new Refusal("message.incoming_not_allowed");
  return withFiles(c, [thread], (files) => {
    const input = { conversationId: conversation.id, thread, fileIds: files[0]?.fileIds };
    const show = (made: Created) => ({ ...made, ...failedOf(files) });
    return answerCreated(c, writeThread, input, { bytes, show });
  });
}

type NewThread = { conversationId: number; thread: WireThread; fileIds: readonly number[] | undefined };
type Created = { id: number; conversationId: number };

/** `conversationId` in the response is the message's: the inbox's policy may divert a customer's message. */
const writeThread: Command<NewThread, Created> = async (tx, { conversationId, thread, fileIds }) => {
  const { type, text, imported, createdAt, status = defaultStatus(thread) } = thread;
  const line = {
    conversation: { conversationId },
    content: text,
    fileIds,
    writtenAt: createdAt,
    ...(imported ? { contentAttributes: { imported: true } } : {}),
  };
  const { message, conversation } =
    type === "customer"
      ? await receiveMessage(tx, line)
      : type === "note"
        ? await addNote(tx, line)
        : await sendMessage(tx, { ...line, hasLeft: imported });
  if (status) await setStatus(tx, { conversationId: conversation.id, status });
  return { id: message.id, conversationId: conversation.id };
};

const defaultStatus = ({ type, imported }: WireThread) =>
  type === "message" && !imported ? ("pending" as const) : undefined;
