import { isDeepStrictEqual } from "node:util";
import type { MessageDto } from "@/server/contract/_shared/dto";
import { one } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import { limitAttributes, select } from "@/server/store/_rows/columns";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { recordEvent } from "@/server/store/events/record-event";
import type { Tx } from "@/server/store/events/tx";
import {
  COMMAND_MESSAGE_COLUMNS,
  type CommandMessageRow,
  toCommandMessageFields,
} from "@/server/store/generated/rows";

export type NewCommandMessage = {
  content: string;
  contentType: string;
  contentAttributes: MessageDto["contentAttributes"];
  clientId: string | null;
  sender: MessageDto["sender"];
  expiresAt: Date;
};

const COLUMNS = select(COMMAND_MESSAGE_COLUMNS);

/** Inserts a command message of a locked conversation and records `command_message.created`. It has no recipients yet. */
export async function insertCommandMessage(
  tx: Tx,
  { id: conversationId, displayId, inboxId }: ConversationRow,
  m: NewCommandMessage,
): Promise<CommandMessageRow> {
  limitAttributes({}, m);
  const row = one(
    await tx.query<CommandMessageRow>(INSERT, [
      tx.caller.accountId,
      conversationId,
      inboxId,
      m.content,
      m.contentType,
      m.contentAttributes,
      m.sender.type,
      m.sender.id,
      m.sender.name,
      m.clientId,
      m.expiresAt,
      tx.now,
    ]),
  );
  recordEvent(tx, {
    type: "command_message.created",
    inboxId,
    changes: {},
    resource: "command_message",
    dto: toCommandMessageFields(row),
    displayId,
  });
  return row;
}

const INSERT = statement(
  `insert into command_message (account_id, conversation_id, inbox_id, content, content_type, content_attributes,
                                sender_type, sender_id, sender_name, client_id, expires_at, created_at, updated_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12)
   returning ${COLUMNS}`,
);

/** The first command message of a locked conversation with this client id, or null. Index: command_message_client. */
export async function findCommandByClientId(
  tx: Tx,
  conversationIds: readonly number[],
  clientId: string,
): Promise<CommandMessageRow | null> {
  const [row] = await tx.query<CommandMessageRow>(
    `select ${COLUMNS} from command_message
      where account_id = $1 and conversation_id = any($2::bigint[]) and client_id = $3 order by id limit 1`,
    [tx.caller.accountId, conversationIds, clientId],
  );
  return row ?? null;
}

/** Whether a command message says the same as another request. */
export const hasSameContent = (
  row: CommandMessageRow,
  m: Pick<NewCommandMessage, "content" | "contentType" | "contentAttributes">,
): boolean =>
  row.content === m.content &&
  row.contentType === m.contentType &&
  isDeepStrictEqual(row.contentAttributes, m.contentAttributes);

/**
 * Deletes the command messages that these contacts sent, with their recipients: for the erasure of a person. Those of their
 * own conversations are purged with them. Index: conversation_member_of_contact, command_message_of_conversation.
 */
export async function deleteCommandMessagesFrom(tx: Tx, contactIds: readonly number[]): Promise<void> {
  await tx.query(
    `with sent as (
       delete from command_message where account_id = $1 and sender_type = 'contact' and sender_id = any($2::bigint[])
          and conversation_id in (select conversation_id from conversation_member
                                   where account_id = $1 and contact_id = any($2::bigint[]))
       returning id)
     delete from command_recipient where account_id = $1 and command_id in (select id from sent)`,
    [tx.caller.accountId, contactIds],
  );
}
