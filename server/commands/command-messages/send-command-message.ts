import { taken } from "@/server/commands/messages/_steps/find-repeated";
import type { MessageDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { CommandRecipient } from "@/server/contract/message/command-message";
import { expiryOf } from "@/server/domain/message/storage";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import {
  findCommandByClientId,
  insertCommandMessage,
  saysTheSame,
} from "@/server/store/command-messages/command-messages";
import {
  insertRecipients,
  listReaders,
  listRecipients,
} from "@/server/store/command-messages/command-queues";
import { findContact } from "@/server/store/contacts/contacts";
import { type ConversationRef, lockConversation } from "@/server/store/conversations/conversations";
import type { Tx } from "@/server/store/events/tx";
import type { CommandMessageRow } from "@/server/store/generated/rows";
import { findByClientId } from "@/server/store/messages/repeated";

export type SendCommandMessage = {
  conversation: ConversationRef;
  content: string;
  contentType?: string;
  contentAttributes?: MessageDto["contentAttributes"];
  clientId?: string | null;
  /** The customer who sends it, one of the conversation's; absent = the caller. */
  fromContactId?: number;
  /** Some of the conversation's customers; absent = all but the sender. */
  recipientIds?: readonly number[];
  /** At most `COMMAND_SECONDS.max`; absent = `COMMAND_SECONDS.default`. */
  expiresInSeconds?: number;
};

/** `isRepeated`: an earlier request sent it. */
export type SentCommandMessage = {
  command: CommandMessageRow;
  recipients: CommandRecipient[];
  isRepeated?: boolean;
};

/**
 * Sends a message that is in no history: it waits in the queue of each recipient until they acknowledge it or it expires.
 * The conversation stays as it is. A repetition under the same `clientId` changes nothing.
 */
export async function sendCommandMessage(tx: Tx, input: SendCommandMessage): Promise<SentCommandMessage> {
  const conversation = await lockConversation(tx, input.conversation);
  if (!conversation) throw new Refusal("conversation.not_found");
  const said = {
    content: input.content,
    contentType: input.contentType ?? "text",
    contentAttributes: input.contentAttributes ?? {},
  };
  const repeated = await findSentCommand(tx, conversation, { ...said, clientId: input.clientId });
  if (repeated) return repeated;
  if (conversation.lifecycle !== "live") throw new Refusal("conversation.trashed");
  const readers = await listReaders(tx, conversation);
  const command = await insertCommandMessage(tx, conversation, {
    ...said,
    clientId: input.clientId ?? null,
    sender: await senderOf(tx, readers, input),
    expiresAt: expiryOf(tx.now, input.expiresInSeconds),
  });
  return { command, recipients: await insertRecipients(tx, command, recipientsOf(readers, input)) };
}

type Said = Pick<CommandMessageRow, "content" | "contentType" | "contentAttributes">;

/** The command message that an earlier request sent. Refuses `client_id.taken` if that one is another message. */
async function findSentCommand(
  tx: Tx,
  { id }: ConversationRow,
  { clientId, ...said }: Said & { clientId: string | null | undefined },
): Promise<SentCommandMessage | null> {
  if (clientId == null) return null;
  const command = await findCommandByClientId(tx, [id], clientId);
  if (!command) {
    if (
      await findByClientId(tx, {
        conversationIds: [id],
        clientId,
        writerId: null,
        content: said.content,
        files: 0,
      })
    )
      throw taken();
    return null;
  }
  if (!saysTheSame(command, said)) throw taken();
  return { command, recipients: await listRecipients(tx, command.id), isRepeated: true };
}

/** The caller, or the customer on whose behalf they send. Refuses a contact who does not read the conversation. */
async function senderOf(
  tx: Tx,
  readers: readonly number[],
  { fromContactId }: SendCommandMessage,
): Promise<MessageDto["sender"]> {
  if (fromContactId === undefined) return tx.caller.actor;
  const contact = readers.includes(fromContactId)
    ? await findContact(tx, tx.caller.accountId, fromContactId)
    : null;
  if (!contact) throw new Refusal("contact.not_found", { field: "fromContactId" });
  return { type: "contact", id: contact.id, name: contact.name };
}

/** Those who read the conversation, without the sender; of `recipientIds`, each of whom must be one of them. */
function recipientsOf(
  readers: readonly number[],
  { recipientIds, fromContactId }: SendCommandMessage,
): number[] {
  const unknown = recipientIds?.find((id) => !readers.includes(id));
  if (unknown !== undefined)
    throw new Refusal("contact.not_found", { field: "recipientIds", detail: String(unknown) });
  const chosen = recipientIds ? new Set(recipientIds) : null;
  return readers.filter((id) => id !== fromContactId && (chosen?.has(id) ?? true));
}
