import { Refusal } from "@/server/contract/_shared/refusal";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import type { MessageRow } from "@/server/store/_rows/message-row";
import { findCommandByClientId } from "@/server/store/command-messages/command-messages";
import type { Tx } from "@/server/store/events/tx";
import { lockSourceIds } from "@/server/store/messages/receipts";
import { findByClientId, findReceived, findSent, readConversationOf } from "@/server/store/messages/repeated";

/** A message that an earlier request stored. */
export type Repeated = { message: MessageRow; conversation: ConversationRow; isRepeated: true };

type Written = {
  content: string;
  fileIds?: readonly number[] | undefined;
  clientId?: string | null | undefined;
  sourceId?: string | null | undefined;
};

type Place = { conversations: readonly ConversationRow[]; writerId?: number | null } & Pick<
  MessageRow,
  "kind" | "direction"
>;

const contentOf = ({ content, fileIds }: Written) => ({ content, files: fileIds?.length ?? 0 });

/**
 * The message that was written into locked conversations under the same client id, or null. Refuses `client_id.taken` if
 * that one is another message, or a command message. `writerId`: the member of a group who wrote it; each has client
 * ids of their own.
 */
export async function findWritten(
  tx: Tx,
  { conversations, kind, direction, writerId = null }: Place,
  written: Written,
): Promise<Repeated | null> {
  const { clientId } = written;
  if (clientId == null) return null;
  const conversationIds = conversations.map(({ id }) => id);
  const [found, command] = await Promise.all([
    findByClientId(tx, { conversationIds, clientId, writerId, ...contentOf(written) }),
    findCommandByClientId(tx, conversationIds, clientId),
  ]);
  if (!found) {
    if (command) throw taken();
    return null;
  }
  const { message, isSame } = found;
  const conversation = conversations.find(({ id }) => id === message.conversationId);
  if (!conversation || !isSame || message.kind !== kind || message.direction !== direction) throw taken();
  return { message, conversation, isRepeated: true };
}

/** The refusal of a client id that another message of the conversation has. */
export const taken = (): Refusal => new Refusal("client_id.taken", { field: "clientId" });

/** The customer's message that the inbox has already, or null: channels deliver messages more than once. */
export async function findDelivered(
  tx: Tx,
  from: { inboxId: number; contactId: number; writerId: number | null },
  written: Written,
): Promise<Repeated | null> {
  const { sourceId } = written;
  if (sourceId == null) return null;
  const message = await findReceived(tx, { ...from, sourceId, ...contentOf(written) });
  return message && { message, conversation: await readConversationOf(tx, message), isRepeated: true };
}

/**
 * The outgoing message of a locked conversation that a provider has by this id, or null: what was typed on a phone and what
 * was sent from here is reported alike.
 */
export async function findReported(
  tx: Tx,
  conversation: ConversationRow,
  written: Written,
): Promise<Repeated | null> {
  const { sourceId } = written;
  if (sourceId == null) return null;
  const { id: conversationId, inboxId } = conversation;
  await lockSourceIds(tx, [{ inboxId, sourceId }]);
  const message = await findSent(tx, { conversationId, inboxId, sourceId, ...contentOf(written) });
  return message && { message, conversation, isRepeated: true };
}
