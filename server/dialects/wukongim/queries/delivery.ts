import type { HistoryMessage } from "@/server/contract/conversation/conversation-member";
import type { CommandMessageDto, QueuedCommandDto } from "@/server/contract/message/command-message";
import {
  type DeviceQueue,
  type DeviceQueues,
  listDeviceQueues,
} from "@/server/dialects/wukongim/store/connected-devices";
import type { Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import { select } from "@/server/store/_rows/columns";
import { MESSAGE_COLUMNS, type MessageRow, toMessageDto } from "@/server/store/_rows/message-row";
import {
  COMMAND_MESSAGE_COLUMNS,
  type CommandMessageRow,
  toCommandMessageFields,
} from "@/server/store/generated/rows";

export type { DeviceQueue } from "@/server/dialects/wukongim/store/connected-devices";
export { listMembersAmong as findMembersAmong } from "@/server/store/groups/conversation-members";
export { hasUndoWindow } from "@/server/store/messages/undo-windows";

const IN_HISTORY = statement(
  `select ${select(MESSAGE_COLUMNS)} from message
    where account_id = $1 and id = any($2::bigint[]) and history_number is not null
    order by conversation_id, history_number`,
);

/** Those of these messages that members read, by conversation and number. Index: message_pkey. */
export async function findInHistory(
  db: Db,
  accountId: number,
  messageIds: readonly number[],
): Promise<HistoryMessage[]> {
  const rows = await db.query<MessageRow>(IN_HISTORY, [accountId, messageIds]);
  return rows.map((row) => ({ ...toMessageDto(row), historyNumber: row.historyNumber ?? 0 }));
}

/** Where messages are read: the name of the conversation's channel in its inbox. */
export type DeliveryPlace = {
  conversationId: number;
  inboxId: number;
  sourceId: string;
  /** Whom the customer sees on the other side of a conversation with the account; null = the account. */
  peerUid: string | null;
};

const PLACES = statement(
  `select c.id as "conversationId", c.inbox_id as "inboxId", l.source_id as "sourceId", p.peer_uid as "peerUid"
     from conversation c
     join contact_inbox l on l.account_id = c.account_id and l.id = c.contact_inbox_id
     left join wukongim_place p
       on p.account_id = c.account_id and p.contact_id = c.contact_id and p.conversation_id = c.id
    where c.account_id = $1 and c.id = any($2::bigint[])`,
);

/** The places of conversations. Index: conversation_pkey, contact_inbox_pkey, wukongim_place_pkey. */
export const findDeliveryPlaces = (
  db: Db,
  accountId: number,
  conversationIds: readonly number[],
): Promise<DeliveryPlace[]> => db.query<DeliveryPlace>(PLACES, [accountId, conversationIds]);

/** The members of conversations now. Index: conversation_member_contact. */
export const listMembersOf = (
  db: Db,
  accountId: number,
  conversationIds: readonly number[],
): Promise<{ conversationId: number; contactId: number }[]> =>
  db.query(
    `select conversation_id as "conversationId", contact_id as "contactId" from conversation_member
      where account_id = $1 and conversation_id = any($2::bigint[]) and left_at is null`,
    [accountId, conversationIds],
  );

/** Whom command messages wait for. Index: command_recipient_command. */
export const listWaitingRecipients = (
  db: Db,
  accountId: number,
  commandIds: readonly number[],
): Promise<{ commandId: number; contactId: number; number: number }[]> =>
  db.query(
    `select command_id as "commandId", contact_id as "contactId", number from command_recipient
      where account_id = $1 and command_id = any($2::bigint[]) and acknowledged_at is null`,
    [accountId, commandIds],
  );

/** Command messages by id; expired ones are missing. Index: command_message_pkey. */
export async function findCommands(
  db: Db,
  accountId: number,
  ids: readonly number[],
): Promise<CommandMessageDto[]> {
  const rows = await db.query<CommandMessageRow>(
    `select ${select(COMMAND_MESSAGE_COLUMNS)} from command_message where account_id = $1 and id = any($2::bigint[])`,
    [accountId, ids],
  );
  return rows.map(toCommandMessageFields);
}

export type CommandTo = QueuedCommandDto & { contactId: number };

/** Which of these command messages wait for which of these contacts. Index: command_recipient_command. */
export async function findCommandsTo(
  db: Db,
  accountId: number,
  {
    commandIds,
    contactIds,
    now,
  }: { commandIds: readonly number[]; contactIds: readonly number[]; now: Date },
): Promise<CommandTo[]> {
  const rows = await db.query<CommandMessageRow & { contactId: number; queueNumber: number }>(
    `select ${select(COMMAND_MESSAGE_COLUMNS, "m")}, r.contact_id as "contactId", r.number as "queueNumber"
       from command_recipient r
       join command_message m on m.account_id = r.account_id and m.id = r.command_id
      where r.account_id = $1 and r.command_id = any($2::bigint[]) and r.contact_id = any($3::bigint[])
        and r.acknowledged_at is null and r.expires_at > $4
      order by r.contact_id, r.number`,
    [accountId, commandIds, contactIds, now],
  );
  return rows.map(({ contactId, queueNumber: number, ...row }) => ({
    contactId,
    number,
    command: toCommandMessageFields(row),
  }));
}

/** Conversations whose history a device may not have completely; see the store. */
export const findDeviceQueues = (db: Db, accountId: number, of: DeviceQueues): Promise<DeviceQueue[]> =>
  listDeviceQueues(db, accountId, of);
