import { randomUUID } from "node:crypto";
import { afterAssigning } from "@/server/domain/conversation/participants";
import { statement } from "@/server/store/_postgres/statement";
import { asStored, limitAttributes, namesOf, parameters } from "@/server/store/_rows/columns";
import {
  CONVERSATION_COLUMNS,
  type ConversationRow,
  toParameter,
} from "@/server/store/_rows/conversation-row";
import { type ContactRow, toContactDto } from "@/server/store/contacts/contacts";
import { takeId } from "@/server/store/events/drawn-ids";
import { sendAhead, type Tx } from "@/server/store/events/tx";
import { CONVERSATION_GIVEN, conversationDefaults } from "@/server/store/generated/rows";
import { recordConversation } from "./conversations";
import { countedInsert } from "./counters";
import { nextDisplayId } from "./display-ids";
import { insertTransition } from "./transitions";

/** Fields that a new conversation may be given; absent or null: the column's default. */
export type ConversationProperties = {
  [K in (typeof CONVERSATION_GIVEN)[number]]?: ConversationRow[K] | null | undefined;
} & {
  /** When it began elsewhere, and since when it has its status, both in the past; absent = now. */
  startedAt?: Date | undefined;
  statusSince?: Date | undefined;
  /** Of the mail that begins it. */
  subject?: string | null | undefined;
};

const DECIDED = [
  "inboxId",
  "contactInboxId",
  "status",
  "snoozedUntil",
  "cause",
  "lastHistoryNumber",
] as const;
export type NewConversation = Pick<ConversationRow, (typeof DECIDED)[number]> &
  ConversationProperties & { contact: ContactRow };

/**
 * Creates a conversation of a locked contact with its first transition; records `conversation.created`, but no
 * `status_changed`. Does not wait for Postgres: the row is known.
 */
export async function insertConversation(
  tx: Tx,
  { contact, startedAt = tx.now, statusSince = tx.now, ...fields }: NewConversation,
): Promise<ConversationRow> {
  limitAttributes({}, fields);
  const [id, displayId] = await Promise.all([takeId(tx, "conversation"), nextDisplayId(tx)]);
  const defaults = conversationDefaults();
  const row: ConversationRow = {
    ...defaults,
    id,
    uuid: randomUUID(),
    displayId,
    contactId: contact.id,
    inboxId: fields.inboxId,
    contactInboxId: fields.contactInboxId,
    status: fields.status,
    snoozedUntil: fields.snoozedUntil,
    cause: fields.cause,
    lastHistoryNumber: fields.lastHistoryNumber,
    assigneeId: fields.assigneeId ?? defaults.assigneeId,
    teamId: fields.teamId ?? defaults.teamId,
    labels: fields.labels ?? defaults.labels,
    priority: fields.priority ?? defaults.priority,
    customAttributes: asStored(fields.customAttributes ?? defaults.customAttributes),
    additionalAttributes: asStored(fields.additionalAttributes ?? defaults.additionalAttributes),
    subject: fields.subject ?? null,
    participants: [...afterAssigning([], { from: null, to: fields.assigneeId ?? null }, tx.now)],
    statusChangedAt: statusSince,
    lastActivityAt: startedAt,
    createdAt: startedAt,
    updatedAt: tx.now,
  };
  if (tx.batch) tx.batch.begun.push(row);
  else
    sendAhead(
      tx,
      tx.query(INSERT, [tx.caller.accountId, ...INSERTED.map((name) => toParameter(name, row[name]))]),
    );
  const own = { conversation: row, contact: toContactDto(contact), lastMessage: null };
  tx.preloaded.set(id, { ...own, posting: null, messageId: null });
  insertTransition(tx, { conversationId: id, from: null, to: row.status, cause: row.cause });
  recordConversation(tx, row, { type: "conversation.created", cause: row.cause });
  return row;
}

/** Inserts new conversations of a batch, as they end, and counts them. */
export async function insertConversations(tx: Tx, begun: readonly ConversationRow[]): Promise<void> {
  const rows = begun.map((row) => Object.fromEntries(FIELDS.map((name, i) => [COLUMNS[i], row[name]])));
  await tx.query(INSERT_ALL, [tx.caller.accountId, JSON.stringify(rows)]);
}

const FIELDS = Object.keys(CONVERSATION_COLUMNS) as (keyof ConversationRow)[]; // its own keys
const COLUMNS = namesOf(CONVERSATION_COLUMNS, FIELDS);
const INSERT_ALL = statement(
  countedInsert(
    `insert into conversation (account_id, ${COLUMNS.join(", ")})
     select $1, ${COLUMNS.join(", ")} from jsonb_populate_recordset(null::conversation, $2::jsonb)`,
  ),
);

const INSERTED = [
  ...(["id", "uuid", "displayId", "contactId", ...DECIDED, ...CONVERSATION_GIVEN, "subject"] as const),
  ...(["participants", "statusChangedAt", "lastActivityAt", "createdAt", "updatedAt"] as const),
];
const INSERT = statement(
  countedInsert(
    `insert into conversation (account_id, ${namesOf(CONVERSATION_COLUMNS, INSERTED).join(", ")})
     values ($1, ${parameters(INSERTED, 2)})`,
  ),
);
