import { statement } from "@/server/store/_postgres/statement";
import { namesOf } from "@/server/store/_rows/columns";
import { MESSAGE_COLUMNS, type MessageRow } from "@/server/store/_rows/message-row";
import type { Tx } from "@/server/store/events/tx";
import { WRITTEN } from "@/server/store/messages/insert-message";

/** Values common to all lines are sent once, and the table's defaults not at all. */
const INSERT_LINES = statement(`
  insert into message (account_id, kind, content, created_at, updated_at, id, conversation_id, inbox_id, number, activity,
                       sender_type, sender_id, sender_name)
  select $1, 'activity', '', $2, $2, line.*
    from unnest($3::bigint[], $4::bigint[], $5::bigint[], $6::int[], $7::jsonb[], $8::text[], $9::bigint[], $10::text[]) as line`);

/** Inserts activity lines. */
export async function insertLines(tx: Tx, lines: readonly MessageRow[]): Promise<void> {
  await tx.query(INSERT_LINES, [
    tx.caller.accountId,
    tx.now,
    lines.map(({ id }) => id),
    lines.map(({ conversationId }) => conversationId),
    lines.map(({ inboxId }) => inboxId),
    lines.map(({ number }) => number),
    lines.map(({ activity }) => JSON.stringify(activity)),
    lines.map(({ senderType }) => senderType),
    lines.map(({ senderId }) => senderId),
    lines.map(({ senderName }) => senderName),
  ]);
}

const COLUMNS = namesOf(MESSAGE_COLUMNS, WRITTEN);

const INSERT_WRITTEN = statement(`
  insert into message (account_id, ${COLUMNS.join(", ")})
  select $1, ${COLUMNS.join(", ")} from jsonb_populate_recordset(null::message, $2::jsonb)`);

/** Inserts messages of customers and agents, and system messages. */
export async function insertWritten(tx: Tx, written: readonly MessageRow[]): Promise<void> {
  const rows = written.map((row) => Object.fromEntries(WRITTEN.map((name, i) => [COLUMNS[i], row[name]])));
  await tx.query(INSERT_WRITTEN, [tx.caller.accountId, JSON.stringify(rows)]);
}
