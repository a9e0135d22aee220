import { insertReplaced, markEachUndone } from "./conversation-changes";
import { CONVERSATION_COLUMNS, type ConversationRow } from "./conversation-row";
import { INTO_DELTA, isMove } from "./counters";
import { prepared } from "./db";
import type { Gathered } from "./gathered";
import type { MessageRow } from "./message-row";
import { insertTransitions } from "./transitions";
import { sendAhead, type Tx } from "./tx";

/**
 * Runs `work` with its writes of conversations, their activity lines, transitions and history gathered, and sends them
 * at its end: five statements, whatever the number of conversations. `lines`: activity lines at most.
 */
export async function gather<T>(tx: Tx, lines: number, work: () => Promise<T>): Promise<T> {
  if (tx.gathered) throw new Error("writes are gathered already");
  const gathered: Gathered = {
    conversations: new Map(),
    messages: [],
    transitions: [],
    replaced: [],
    undone: [],
    messageIds: lines === 0 ? [] : await drawMessageIds(tx, lines),
    unread: new Map(),
    changes: new Map(),
    answers: new Map(),
  };
  tx.gathered = gathered;
  try {
    const result = await work();
    tx.gathered = null;
    send(tx, gathered);
    return result;
  } finally {
    tx.gathered = null;
  }
}

async function drawMessageIds(tx: Tx, count: number): Promise<number[]> {
  const rows = await tx.query<{ id: number }>(
    `select nextval(pg_get_serial_sequence('message', 'id')) as id from generate_series(1, $1::int)`,
    [count],
  );
  return rows.map(({ id }) => id).reverse(); // taken from the end
}

/** One behind the other; their answers are awaited before the commit. */
function send(tx: Tx, { conversations, messages, transitions, replaced, undone }: Gathered): void {
  const changed = [...conversations.values()];
  if (messages.length > 0) sendAhead(tx, insertLines(tx, messages));
  if (transitions.length > 0) sendAhead(tx, insertTransitions(tx, transitions));
  if (undone.length > 0) sendAhead(tx, markEachUndone(tx, undone));
  if (replaced.length > 0) sendAhead(tx, insertReplaced(tx, replaced));
  if (changed.length > 0) sendAhead(tx, updateAll(tx, changed));
  sendAhead(tx, countMoves(tx, changed));
}

/** What lines have in common and what is as the table has it by itself is not sent for each. */
const INSERT_LINES = prepared(`
  insert into message (account_id, kind, content, sender_type, sender_id, sender_name, created_at, updated_at,
                       id, conversation_id, inbox_id, number, activity)
  select $1, 'activity', '', $2, $3, $4, $5, $5, id, conversation_id, inbox_id, number, activity
    from unnest($6::bigint[], $7::bigint[], $8::bigint[], $9::int[], $10::jsonb[])
      as line (id, conversation_id, inbox_id, number, activity)`);

async function insertLines(tx: Tx, lines: readonly MessageRow[]): Promise<void> {
  const { actor } = tx.caller;
  await tx.query(INSERT_LINES, [
    tx.caller.accountId,
    actor.type,
    actor.id,
    actor.name,
    tx.now,
    lines.map(({ id }) => id),
    lines.map(({ conversationId }) => conversationId),
    lines.map(({ inboxId }) => inboxId),
    lines.map(({ number }) => number),
    lines.map(({ activity }) => JSON.stringify(activity)),
  ]);
}

const plain = (columns: Readonly<Record<string, string>>): [field: string, column: string][] =>
  Object.entries(columns).map(([field, column]) => [field, column.replace("$.", "")]);

type Changed = { before: ConversationRow; after: ConversationRow };

/** Writes what changed of each; compare-and-set: a row too few is our bug, as of a single one. */
async function updateAll(tx: Tx, changed: readonly Changed[]): Promise<void> {
  const columns = plain(CONVERSATION_COLUMNS).filter(([field]) =>
    changed.some(
      ({ before, after }) => before[field as keyof ConversationRow] !== after[field as keyof ConversationRow],
    ),
  );
  const rows = changed.map(({ after }) =>
    Object.fromEntries([
      ["id", after.id],
      ...columns.map(([field, column]) => [column, after[field as keyof ConversationRow]]),
    ]),
  );
  const written = await tx.query(updateOf(columns.map(([, column]) => column)), [
    tx.caller.accountId,
    JSON.stringify(rows),
    changed.map(({ before }) => before.id),
    changed.map(({ before }) => before.version),
    changed.map(({ before }) => before.lastNumber),
  ]);
  if (written.length !== changed.length)
    throw new Error(`${changed.length - written.length} conversations were written without their lock`);
}

const updates = new Map<string, string>();

/** Planned once for each set of columns: there are as many as there are kinds of changes. */
function updateOf(columns: readonly string[]): string {
  const key = columns.join();
  const known = updates.get(key) ?? prepared(updateText(columns));
  updates.set(key, known);
  return known;
}

/** Index: conversation_pkey. */
const updateText = (columns: readonly string[]): string => `
  update conversation c set ${columns.map((column) => `${column} = r.${column}`).join(", ")}
    from jsonb_populate_recordset(null::conversation, $2::jsonb) r
    join unnest($3::bigint[], $4::int[], $5::int[]) as was (id, version, last_number) on was.id = r.id
   where c.account_id = $1 and c.id = r.id and c.id = any($3::bigint[])
     and c.version = was.version and c.last_number = was.last_number
  returning c.id`;

/** The account's counters: as many left each cell, as many came into it. */
async function countMoves(tx: Tx, changed: readonly Changed[]): Promise<void> {
  const moves = new Map<string, { row: ConversationRow; change: number }>();
  const count = (row: ConversationRow, by: 1 | -1) => {
    if (row.lifecycle === "purged") return;
    const key = [row.inboxId, row.lifecycle, row.status, row.assigneeId, by].join();
    moves.set(key, { row, change: (moves.get(key)?.change ?? 0) + by });
  };
  for (const { before, after } of changed.filter(({ before, after }) => isMove(before, after))) {
    count(before, -1);
    count(after, 1);
  }
  if (moves.size === 0) return;
  const all = [...moves.values()];
  await tx.query(
    `${INTO_DELTA} select $1, * from unnest($2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::int[])`,
    [
      tx.caller.accountId,
      all.map(({ row }) => row.inboxId),
      all.map(({ row }) => row.lifecycle),
      all.map(({ row }) => row.status),
      all.map(({ row }) => row.assigneeId ?? 0),
      all.map(({ change }) => change),
    ],
  );
}
