import { isDeepStrictEqual } from "node:util";
import { requireRows, statementForms } from "@/server/store/_postgres/statement";
import {
  CONVERSATION_COLUMNS,
  type ConversationRow,
  toParameter,
} from "@/server/store/_rows/conversation-row";
import type { MessageRow } from "@/server/store/_rows/message-row";
import { insertLinks } from "@/server/store/contacts/contact-inboxes";
import { insertContacts } from "@/server/store/contacts/contacts";
import { insertReplaced, markEachUndone } from "@/server/store/conversations/conversation-changes";
import { INTO_DELTA, isMove } from "@/server/store/conversations/counters";
import { insertConversations } from "@/server/store/conversations/insert-conversation";
import { insertTransitions } from "@/server/store/conversations/transitions";
import { drawIds } from "@/server/store/events/drawn-ids";
import { sendAhead, type Tx } from "@/server/store/events/tx";
import { insertDecisions } from "@/server/store/inboxes/inbox-policy";
import { insertAttempts } from "@/server/store/messages/attempts";
import { insertLines, insertWritten } from "./batch-messages";
import type { WriteBatch } from "./write-batch";

/**
 * Runs `work`, collects its writes of contacts, conversations, messages, attempts, transitions and history, and sends them at its end: one
 * statement per table, whatever the number of conversations. `lines`: as many ids of messages are drawn ahead.
 * Without it a bulk operation takes five times as long (docs/decisions/0092).
 */
export async function runBatch<T>(tx: Tx, lines: number, work: () => Promise<T>): Promise<T> {
  if (tx.batch) throw new Error("this transaction already has a batch");
  if (lines > 0) await drawIds(tx, "message", lines);
  const batch: WriteBatch = {
    contacts: [],
    links: [],
    begun: [],
    decisions: [],
    conversations: new Map(),
    messages: [],
    attempts: [],
    transitions: [],
    replaced: [],
    undone: [],
    unread: new Map(),
    changes: new Map(),
    answers: new Map(),
  };
  tx.batch = batch;
  try {
    const result = await work();
    tx.batch = null;
    send(tx, batch);
    return result;
  } finally {
    tx.batch = null;
  }
}

/** Sends the statements in order; their answers are awaited before the commit. */
function send(tx: Tx, batch: WriteBatch): void {
  const { contacts, links, decisions, messages, attempts, transitions, replaced, undone } = batch;
  const begun = new Map(batch.begun.map((row) => [row.id, row]));
  const changed: Changed[] = [];
  for (const change of batch.conversations.values())
    if (begun.has(change.before.id)) begun.set(change.before.id, change.after);
    else changed.push(change);
  const [lines, written] = [messages.filter(isLine), messages.filter((message) => !isLine(message))];
  if (contacts.length > 0) sendAhead(tx, insertContacts(tx, contacts));
  if (links.length > 0) sendAhead(tx, insertLinks(tx, links));
  if (begun.size > 0) sendAhead(tx, insertConversations(tx, [...begun.values()]));
  if (lines.length > 0) sendAhead(tx, insertLines(tx, lines));
  if (written.length > 0) sendAhead(tx, insertWritten(tx, written));
  if (attempts.length > 0) sendAhead(tx, insertAttempts(tx, attempts));
  if (transitions.length > 0) sendAhead(tx, insertTransitions(tx, transitions));
  if (decisions.length > 0) sendAhead(tx, insertDecisions(tx, decisions));
  if (undone.length > 0) sendAhead(tx, markEachUndone(tx, undone));
  if (replaced.length > 0) sendAhead(tx, insertReplaced(tx, replaced));
  if (changed.length > 0) sendAhead(tx, updateAll(tx, changed));
  sendAhead(tx, countMoves(tx, changed));
}

const isLine = ({ kind }: MessageRow): boolean => kind === "activity";

type Field = keyof ConversationRow;
type Column = [field: Field, column: string];

const plain = (columns: typeof CONVERSATION_COLUMNS): Column[] =>
  Object.entries(columns).map(([field, column]) => [field as Field, column.replace("$.", "")]); // its own keys

type Changed = { before: ConversationRow; after: ConversationRow };

/**
 * Writes the changed fields of each. Compare-and-set: fails after a write without the lock. A value common to all is sent
 * once: resolving 200 then takes half as long as with a row of JSON for each.
 */
async function updateAll(tx: Tx, changed: readonly Changed[]): Promise<void> {
  const columns = plain(CONVERSATION_COLUMNS).filter(
    ([field]) => !LOCKED.has(field) && isTouched(changed, field),
  );
  const shared = columns.filter(([field]) => isShared(changed, field));
  const own = columns.filter((column) => !shared.includes(column));
  const [first] = changed;
  await tx.query(form(updateText(shared, own)), [
    tx.caller.accountId,
    changed.map(({ before }) => before.id),
    changed.map(({ before }) => before.version),
    changed.map(({ before }) => before.lastNumber),
    changed.map(({ after }) => after.version),
    changed.map(({ after }) => after.lastNumber),
    ...shared.map(([field]) => toParameter(field, first?.after[field])),
    ...(own.length > 0 ? [JSON.stringify(changed.map(({ after }) => rowOf(after, own)))] : []),
  ]);
}

/** Sent for each conversation; the statement compares them with the stored row. */
const LOCKED: ReadonlySet<Field> = new Set<Field>(["id", "version", "lastNumber"]);

const isTouched = (changed: readonly Changed[], field: Field): boolean =>
  changed.some(({ before, after }) => before[field] !== after[field]);

const isShared = ([first, ...others]: readonly Changed[], field: Field): boolean =>
  others.every(({ after }) => isDeepStrictEqual(after[field], first?.after[field]));

const rowOf = (row: ConversationRow, columns: readonly Column[]): object =>
  Object.fromEntries([["id", row.id], ...columns.map(([field, column]) => [column, row[field]])]);

/** By the columns that change: one for each kind of change. */
const form = statementForms(100);

/** Index: conversation_pkey. */
const updateText = (shared: readonly Column[], own: readonly Column[]): string => `
  with written as (update conversation c
     set ${[
       "version = was.next_version, last_number = was.next_number",
       ...shared.map(([, column], i) => `${column} = $${i + 7}`),
       ...own.map(([, column]) => `${column} = r.${column}`),
     ].join(", ")}
    from unnest($2::bigint[], $3::int[], $4::int[], $5::int[], $6::int[])
      as was (id, version, last_number, next_version, next_number)
    ${own.length > 0 ? `join jsonb_populate_recordset(null::conversation, $${shared.length + 7}::jsonb) r on r.id = was.id` : ""}
   where c.account_id = $1 and c.id = was.id and c.id = any($2::bigint[])
     and c.version = was.version and c.last_number = was.last_number
  returning c.id)
  ${requireRows("written", "cardinality($2::bigint[])")}`;

/** Adds the conversations that left or entered each cell to the account's counters. */
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
