import { isReached, requireKnownContacts } from "@/server/commands/_steps/require-contact";
import { taken } from "@/server/commands/messages/_steps/find-repeated";
import { narrowInboxes } from "@/server/contract/_shared/caller";
import type { MessageDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import type {
  AcknowledgedCommands,
  CommandMessageDto,
  CommandRecipient,
} from "@/server/contract/message/command-message";
import { expiryOf } from "@/server/domain/message/storage";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { type Addressed, addressOf } from "@/server/store/command-messages/address";
import {
  findCommandByClientId,
  hasSameContent,
  insertCommandMessage,
} from "@/server/store/command-messages/command-messages";
import {
  acknowledgeUpTo,
  insertRecipients,
  listRecipients,
} from "@/server/store/command-messages/command-queues";
import { findContact } from "@/server/store/contacts/contacts";
import { type ConversationRef, lockConversation } from "@/server/store/conversations/conversations";
import type { Tx } from "@/server/store/events/tx";
import { type CommandMessageRow, toCommandMessageFields } from "@/server/store/generated/rows";
import { findByClientId } from "@/server/store/messages/repeated";

export type SendCommandMessage = Addressed & {
  conversation: ConversationRef;
  content: string;
  contentType?: string;
  contentAttributes?: MessageDto["contentAttributes"];
  clientId?: string | null;
  /** At most `COMMAND_SECONDS.max`; absent = `COMMAND_SECONDS.default`. */
  expiresInSeconds?: number | undefined;
};

/** `isRepeated`: an earlier request sent it. */
export type SentCommandMessage = {
  command: CommandMessageDto;
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
  const fields = {
    content: input.content,
    contentType: input.contentType ?? "text",
    contentAttributes: input.contentAttributes ?? {},
  };
  const repeated = await findSentCommand(tx, conversation, { ...fields, clientId: input.clientId });
  if (repeated) return repeated;
  if (conversation.lifecycle !== "live") throw new Refusal("conversation.trashed");
  const { sender, recipientIds } = await addressOf(tx, tx.caller, conversation.id, input);
  const command = await insertCommandMessage(tx, conversation, {
    ...fields,
    clientId: input.clientId ?? null,
    sender,
    expiresAt: expiryOf(tx.now, input.expiresInSeconds),
  });
  return {
    command: toCommandMessageFields(command),
    recipients: await insertRecipients(tx, command, recipientIds),
  };
}

type CommandContent = Pick<CommandMessageRow, "content" | "contentType" | "contentAttributes">;

/** The command message that an earlier request sent. Refuses `client_id.taken` if that one is another message. */
async function findSentCommand(
  tx: Tx,
  { id }: ConversationRow,
  { clientId, ...fields }: CommandContent & { clientId: string | null | undefined },
): Promise<SentCommandMessage | null> {
  if (clientId == null) return null;
  const command = await findCommandByClientId(tx, [id], clientId);
  if (!command) {
    if (
      await findByClientId(tx, {
        conversationIds: [id],
        clientId,
        writerId: null,
        content: fields.content,
        files: 0,
      })
    )
      throw taken();
    return null;
  }
  if (!hasSameContent(command, fields)) throw taken();
  const recipients = await listRecipients(tx, command.id);
  return { command: toCommandMessageFields(command), recipients, isRepeated: true };
}

/** `upTo`: the number of the newest one that the contact has. `inboxId`: only what was sent in this inbox. */
export type AcknowledgeCommands = { contactId: number; upTo: number; inboxId?: number };

/**
 * Marks the command messages in a contact's queue up to a number as received, and returns how many waited: those in inboxes that
 * the caller may see, as the list of what waits has them. A repetition marks none. A merged contact leads to the one that it
 * was merged into.
 */
export async function acknowledgeCommands(
  tx: Tx,
  { contactId, upTo, inboxId }: AcknowledgeCommands,
): Promise<AcknowledgedCommands> {
  const contact = await findContact(tx, tx.caller.accountId, contactId);
  if (!contact || !(await isReached(tx, contact.id))) throw new Refusal("contact.not_found");
  await requireKnownContacts(tx, [contact.id]);
  const inboxIds = narrowInboxes(tx.caller, inboxId);
  const conversations = await acknowledgeUpTo(tx, { contactId: contact.id, upTo, inboxIds });
  return { acknowledged: conversations.reduce((sum, one) => sum + one.acknowledged, 0), conversations };
}
