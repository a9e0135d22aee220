import { randomUUID } from "node:crypto";
import { type Caller, narrowInboxes } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import type {
  EphemeralHead,
  QueuedCommandDto,
  SentCommandDto,
} from "@/server/contract/message/command-message";
import { readAsOf } from "@/server/queries/_shared/page";
import { getContact } from "@/server/queries/contacts/list-contacts";
import { getConversation } from "@/server/queries/conversations/get-conversation";
import type { Database, Db } from "@/server/store/_postgres/db";
import { select } from "@/server/store/_rows/columns";
import { type Addressed, addressOf } from "@/server/store/command-messages/address";
import type { ConversationRef } from "@/server/store/conversations/conversations";
import {
  COMMAND_MESSAGE_COLUMNS,
  type CommandMessageRow,
  toCommandMessageFields,
} from "@/server/store/generated/rows";

/** `after`: a number of the queue; absent = from its begin. `inboxId`: only what was sent in this inbox. */
export type ListCommandMessagesOf = {
  contactId: number;
  after?: number;
  inboxId?: number;
  limit: number;
  now: Date;
};

export type QueuePage = { data: QueuedCommandDto[]; hasMore: boolean; asOf: string };

const COLUMNS = select(COMMAND_MESSAGE_COLUMNS, "m");

/**
 * What waits in a contact's queue, in order of number: neither acknowledged nor expired, in conversations that the caller
 * may see. Keyset on the number. Index: command_recipient_waiting.
 */
export function listCommandMessagesOf(
  database: Database,
  caller: Caller,
  { contactId, after = 0, inboxId, limit, now }: ListCommandMessagesOf,
): Promise<QueuePage> {
  const { accountId } = caller;
  return database.snapshot(async (db) => {
    const contact = await getContact(db, caller, contactId);
    const rows = await db.query<CommandMessageRow & { number: number }>(
      `select r.number, ${COLUMNS} from command_recipient r
         join command_message m on m.account_id = r.account_id and m.id = r.command_id
         join conversation c on c.account_id = r.account_id and c.id = r.conversation_id
        where r.account_id = $1 and r.contact_id = $2 and r.number > $3 and r.acknowledged_at is null
          and r.expires_at > $4 and ($5::bigint[] is null or c.inbox_id = any($5::bigint[]))
        order by r.number limit $6`,
      [accountId, contact.id, after, now, narrowInboxes(caller, inboxId), limit + 1],
    );
    const data = rows
      .slice(0, limit)
      .map(({ number, ...row }) => ({ number, command: toCommandMessageFields(row) }));
    return { data, hasMore: rows.length > limit, asOf: await readAsOf(db, accountId) };
  });
}

/** `before`: the id of a command message; absent = the newest. */
export type ListCommandMessages = {
  conversation: ConversationRef;
  before?: number | null;
  limit: number;
  now: Date;
};

export type SentCommandPage = { data: SentCommandDto[]; hasMore: boolean; asOf: string };

/**
 * The command messages of a conversation that have not expired, the newest page in order of age, each with how many of its
 * recipients have it. Keyset on the id. Index: command_message_of_conversation, command_recipient_command.
 */
export function listCommandMessages(
  database: Database,
  caller: Caller,
  { conversation: ref, before, limit, now }: ListCommandMessages,
): Promise<SentCommandPage> {
  return database.snapshot(async (db) => {
    const { conversation } = await getConversation(db, caller, ref);
    const rows = await db.query<CommandMessageRow & { recipients: number; acknowledged: number }>(
      `select ${COLUMNS}, r.recipients::int, r.acknowledged::int
         from command_message m cross join lateral (
           select count(*) as recipients, count(acknowledged_at) as acknowledged from command_recipient
            where account_id = $1 and command_id = m.id) as r
        where m.account_id = $1 and m.conversation_id = $2 and m.id < $3 and m.expires_at > $4
        order by m.id desc limit $5`,
      [caller.accountId, conversation.id, before ?? Number.MAX_SAFE_INTEGER, now, limit + 1],
    );
    const data = rows.slice(0, limit).map(({ recipients, acknowledged, ...row }) => ({
      ...toCommandMessageFields(row),
      recipients,
      acknowledged,
    }));
    return {
      data: data.reverse(),
      hasMore: rows.length > limit,
      asOf: await readAsOf(db, caller.accountId),
    };
  });
}

export type AddressEphemeral = Addressed & { conversation: ConversationRef; now: Date };

/**
 * Where an ephemeral message goes, after the caller's rights were checked; `announceEphemeral` then sends it. Nothing is
 * stored.
 * @throws Refusal `conversation.not_found`, `conversation.trashed`, `contact.not_found`.
 */
export async function addressEphemeral(
  db: Db,
  caller: Caller,
  { conversation: ref, now, ...addressed }: AddressEphemeral,
): Promise<EphemeralHead> {
  const { conversation } = await getConversation(db, caller, ref);
  if (conversation.lifecycle !== "live") throw new Refusal("conversation.trashed");
  const { id: conversationId, displayId, inboxId } = conversation;
  return {
    id: randomUUID(),
    conversationId,
    displayId,
    inboxId,
    ...(await addressOf(db, caller, conversationId, addressed)),
    sentAt: now.toISOString(),
  };
}
