import type { ConversationDto } from "@/server/contract/_shared/dto";
import type { OwnMark } from "@/server/contract/conversation/own-unread";
import type { Db } from "@/server/store/_postgres/db";
import { statement, statementForms } from "@/server/store/_postgres/statement";
import {
  CONVERSATION_COLUMNS,
  type ConversationRow,
  toConversationDto,
} from "@/server/store/_rows/conversation-row";
import {
  LAST_MESSAGE_COLUMNS,
  type LastMessageRow,
  toLastMessageDto,
} from "@/server/store/_rows/message-row";
import { CONTACT_COLUMNS, type ContactRow, toContactDto } from "@/server/store/contacts/contacts";
import { INBOX_COLUMNS, type InboxRow } from "@/server/store/generated/rows";
import type { ConversationKey, EventContext, Posting, PreloadedContext, Tx } from "./tx";

export type EventContextsById = Map<number, EventContext>;

type Row = { conversation: ConversationRow; contact: ContactRow; last: LastMessageRow | null };

/** Conversations with their contacts and last messages, in one statement. */
export async function loadEventContexts(
  db: Db & { caller: { accountId: number } },
  conversationIds: readonly number[],
): Promise<EventContextsById> {
  if (conversationIds.length === 0) return new Map();
  const found = await selectConversations(db, db.caller.accountId, "c.id = any($2::bigint[])", [
    conversationIds,
  ]);
  return new Map(found.map((row) => [row.conversation.id, row]));
}

/**
 * Reads contacts and last messages of locked conversations now instead of at commit, so that events are created while
 * earlier writes are still in progress. The save functions keep them current. A concurrent change of them has its own event and
 * version.
 */
export async function preloadEventContext(tx: Tx, conversationIds: readonly number[]): Promise<void> {
  const rows = await tx.query<Flat>(PRELOAD, [tx.caller.accountId, conversationIds]);
  for (const row of rows)
    tx.preloaded.set(Number(row["id"]), {
      ...partsOf(row),
      conversation: null,
      posting: null,
      messageId: null,
    });
}

/** What is read behind the lock of a conversation; `inbox`: only `withInbox`. */
type LockedContext = { context: Omit<PreloadedContext, "conversation">; inbox: InboxRow | null };

/** The same for one conversation, with its inbox's notices or its whole inbox, and an id for a message. Send it behind the lock. */
export async function readLockedContext(
  tx: Tx,
  { column, key }: ConversationKey,
  { withInbox }: { withInbox: boolean },
): Promise<LockedContext | null> {
  const [row] = await tx.query<Flat>(LOCKED[column][withInbox ? "withInbox" : "alone"], [
    tx.caller.accountId,
    key,
  ]);
  if (!row) return null;
  const posting = { name: row["i:name"], postedNotices: row["i:postedNotices"] } as Posting;
  const context = { ...partsOf(row), posting, messageId: Number(row["messageId"]) };
  return { context, inbox: withInbox ? (partOf(row, "i") as InboxRow) : null };
}

/** The same for many locked conversations, by id, with an id for a message each. Send it behind the lock. */
export async function readLockedContexts(
  tx: Tx,
  displayIds: readonly number[],
): Promise<ReadonlyMap<number, Omit<PreloadedContext, "conversation" | "posting">>> {
  const rows = await tx.query<Flat>(LOCKED_TOGETHER, [tx.caller.accountId, displayIds]);
  return new Map(
    rows.map((row) => [Number(row["id"]), { ...partsOf(row), messageId: Number(row["messageId"]) }]),
  );
}

/** The casts are safe: the column maps name every field. */
const partsOf = (row: Flat): Pick<PreloadedContext, "contact" | "lastMessage"> => ({
  contact: toContactDto(partOf(row, "t") as ContactRow),
  lastMessage: row["m:id"] === null ? null : toLastMessageDto(partOf(row, "m") as LastMessageRow),
});

/** A locked conversation with its contact, as this transaction has changed them; null: it is not known. */
export function knownContext(
  { preloaded }: Pick<Tx, "preloaded">,
  ref: { conversationId: number } | { displayId: number },
): EventContext | null {
  const known =
    "conversationId" in ref
      ? preloaded.get(ref.conversationId)
      : [...preloaded.values()].find(({ conversation }) => conversation?.displayId === ref.displayId);
  if (!known?.conversation) return null;
  return { conversation: toConversationDto(known.conversation, known.lastMessage), contact: known.contact };
}

/**
 * Conversations joined with contact and last message. `where` refers to c (conversation) and t (contact) and may add
 * `order by` and `limit`; its parameters begin at $2.
 */
export async function selectConversations(
  db: Db,
  accountId: number,
  where: string,
  values: readonly unknown[],
) {
  const rows = await db.query<Flat>(
    form(`select ${EVENT_CONTEXT_COLUMNS} from ${EVENT_CONTEXT_TABLES} where c.account_id = $1 and ${where}`),
    [accountId, ...values],
  );
  return rows.map(unflatten).map(toContext);
}

/** How far a member has seen a conversation; null = they have never opened it. */
type SeenContext = EventContext & { seen: OwnMark | null };

/** The same, each with a member's own mark, in the same statement. Index: conversation_seen_pkey. */
export async function selectOwnConversations(
  db: Db,
  { accountId, userId }: { accountId: number; userId: number | null },
  where: string,
  values: readonly unknown[],
): Promise<SeenContext[]> {
  const rows = await db.query<Flat>(
    form(`select ${EVENT_CONTEXT_COLUMNS}, s.number as "s:number", s.incoming_count as "s:incomingCount",
                 s.version as "s:version"
            from ${EVENT_CONTEXT_TABLES}
            left join conversation_seen s
              on s.account_id = c.account_id and s.conversation_id = c.id and s.user_id = $${values.length + 2}
           where c.account_id = $1 and ${where}`),
    [accountId, ...values, userId],
  );
  return rows.map((row) => {
    const context = toContext(unflatten(row));
    return { ...context, seen: markOf(row, context.conversation) };
  });
}

/** The casts are safe: the statement names the columns. */
const markOf = (row: Flat, { id: conversationId, displayId }: ConversationDto): OwnMark | null =>
  row["s:version"] === null
    ? null
    : {
        conversationId,
        displayId,
        number: row["s:number"] as number,
        incomingCount: row["s:incomingCount"] as number,
        version: row["s:version"] as number,
      };

/** Of lists: by their filters. */
const form = statementForms(200);

const toContext = ({ conversation, contact, last }: Row): EventContext => ({
  conversation: toConversationDto(conversation, last && toLastMessageDto(last)),
  contact: toContactDto(contact),
});

type Flat = Record<string, unknown>;

/** `c.status as "c:status"`: one flat row for three tables. */
export function prefixed(alias: string, columns: Readonly<Record<string, string>>): string {
  return Object.entries(columns)
    .map(([name, column]) => `${column.replaceAll("$.", `${alias}.`)} as "${alias}:${name}"`)
    .join(", ");
}

export const EVENT_CONTEXT_COLUMNS = `${prefixed("c", CONVERSATION_COLUMNS)}, ${prefixed("t", CONTACT_COLUMNS)},
  ${prefixed("m", LAST_MESSAGE_COLUMNS)}`;

export const EVENT_CONTEXT_TABLES = `conversation c
  join contact t on t.account_id = c.account_id and t.id = c.contact_id
  left join message m on m.account_id = c.account_id and m.id = c.last_message_id`;

const PRELOADED_COLUMNS = `${prefixed("t", CONTACT_COLUMNS)}, ${prefixed("m", LAST_MESSAGE_COLUMNS)}`;

const PRELOAD = statement(
  `select c.id, ${PRELOADED_COLUMNS} from ${EVENT_CONTEXT_TABLES} where c.account_id = $1 and c.id = any($2::bigint[])`,
);

const LOCKED_TOGETHER = statement(`
  select nextval('message_id_seq') as "messageId", c.id, ${PRELOADED_COLUMNS} from ${EVENT_CONTEXT_TABLES}
   where c.account_id = $1 and c.display_id = any($2::bigint[]) and c.lifecycle <> 'purged'`);

const lockedText = (column: string, inbox: Readonly<Record<string, string>>) =>
  statement(`
  select nextval('message_id_seq') as "messageId", ${prefixed("i", inbox)}, ${PRELOADED_COLUMNS}
    from ${EVENT_CONTEXT_TABLES} join inbox i on i.account_id = c.account_id and i.id = c.inbox_id
   where c.account_id = $1 and c.${column} = $2 and c.lifecycle <> 'purged'`);

const lockedTexts = (column: string) => ({
  alone: lockedText(column, { name: INBOX_COLUMNS.name, postedNotices: INBOX_COLUMNS.postedNotices }),
  withInbox: lockedText(column, INBOX_COLUMNS),
});

const LOCKED = { id: lockedTexts("id"), display_id: lockedTexts("display_id") } as const;

const keysOf = (alias: string, columns: Readonly<Record<string, string>>) =>
  Object.keys(columns).map((name) => [name, `${alias}:${name}`] as const);

const KEYS = {
  c: keysOf("c", CONVERSATION_COLUMNS),
  t: keysOf("t", CONTACT_COLUMNS),
  m: keysOf("m", LAST_MESSAGE_COLUMNS),
  i: keysOf("i", INBOX_COLUMNS),
};

function partOf(row: Flat, alias: keyof typeof KEYS): Flat {
  const part: Flat = {};
  for (const [name, key] of KEYS[alias]) part[name] = row[key];
  return part;
}

/** The casts are safe: the column maps above name every field. */
const unflatten = (row: Flat): Row => ({
  conversation: partOf(row, "c") as ConversationRow,
  contact: partOf(row, "t") as ContactRow,
  last: row["m:id"] === null ? null : (partOf(row, "m") as LastMessageRow),
});
