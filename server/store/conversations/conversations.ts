import { maySee } from "@/server/contract/_shared/caller";
import type { Cause, MessageDto } from "@/server/contract/_shared/dto";
import type { EventType } from "@/server/contract/event/event";
import { afterAssigning } from "@/server/domain/conversation/participants";
import { statement, statementForms } from "@/server/store/_postgres/statement";
import { limitAttributes, namesOf, select } from "@/server/store/_rows/columns";
import {
  CONVERSATION_COLUMNS,
  type ConversationRow,
  toConversationCore,
  toParameter,
} from "@/server/store/_rows/conversation-row";
import { readLockedContext } from "@/server/store/events/event-context";
import { recordEvent } from "@/server/store/events/record-event";
import { type ConversationKey, differences, sendAhead, type Tx } from "@/server/store/events/tx";
import { shareInboxSql } from "@/server/store/inboxes/inbox-lock";
import type { InboxRow } from "@/server/store/inboxes/inboxes";
import { keepReplaced } from "./conversation-changes";
import { countedUpdate } from "./counters";

/** A conversation by its id or by the number that people see. */
export type ConversationRef = { conversationId: number } | { displayId: number };

const COLUMNS = select(CONVERSATION_COLUMNS);
const form = statementForms(100); // updates: by the columns that change together

/**
 * Locks a conversation, and reads what its events carry in the same round trip. Null when there is none or the caller may not see
 * it: the existence of hidden ones is a secret.
 */
export async function lockConversation(tx: Tx, ref: ConversationRef): Promise<ConversationRow | null> {
  return (await lockBy(tx, keyOf(ref), { withInbox: false }))?.conversation ?? null;
}

/** The same by a key. `withInbox`: also shares its inbox, and reads it. `condition`: for conversations that are locked at all. */
export async function lockBy(
  tx: Tx,
  by: ConversationKey,
  { withInbox, condition = "" }: { withInbox: boolean; condition?: string },
): Promise<{ conversation: ConversationRow; inbox: InboxRow | null } | null> {
  const { column, key } = by;
  const locked = `select ${COLUMNS} from conversation
        where account_id = $1 and ${column} = $2 ${condition}and lifecycle <> 'purged' for no key update`;
  const [[row], found] = await tx.atLock(`conversation ${tx.caller.accountId} ${column} ${key}`, () =>
    Promise.all([
      tx.query<ConversationRow>(form(withInbox ? sharing(locked) : locked), [tx.caller.accountId, key]),
      readLockedContext(tx, by, { withInbox }),
    ]),
  );
  if (!row || !maySee(tx.caller, row)) return null;
  if (found && !tx.batch) tx.preloaded.set(row.id, { ...found.context, conversation: row });
  return { conversation: row, inbox: found?.inbox ?? null };
}

/** Also shares the inbox, once the conversation is locked. */
const sharing = (locked: string): string =>
  `select locked.* from (${locked}) locked, ${shareInboxSql("$1::bigint", 'locked."inboxId"')}`;

export const keyOf = (ref: ConversationRef): ConversationKey =>
  "displayId" in ref
    ? { column: "display_id", key: ref.displayId }
    : { column: "id", key: ref.conversationId };

/** Locks these conversations, ascending; unknown ones and those that the caller may not see are left out. */
export async function lockConversations(tx: Tx, ids: readonly number[]): Promise<ConversationRow[]> {
  const lock = () => tx.query<ConversationRow>(LOCK_ALL, [tx.caller.accountId, ids]);
  const [id] = ids;
  const rows = await (ids.length === 1
    ? tx.atLock(`conversation ${tx.caller.accountId} id ${id}`, lock)
    : lock());
  return rows.filter((row) => maySee(tx.caller, row));
}

/** Order: id, which is the order of locks. Index: conversation_pkey. */
const LOCK_ALL = statement(
  `select ${COLUMNS} from conversation where account_id = $1 and id = any($2::bigint[]) and lifecycle <> 'purged'
    order by id for no key update`,
);

/**
 * Locks a conversation together with the same contact's newest other live, unresolved one of its inbox, in ascending
 * order of id: first of those under the same name, and for a visitor whom nobody has identified of those alone, since they see no
 * others. With `hasSubject` it has the conversation's subject. The other is null when there is none, or when it has changed before it was
 * locked. Hold the contact's lock.
 */
export async function lockWithUnresolved(
  tx: Tx,
  {
    id,
    contactId,
    inboxId,
    hasSubject,
  }: Pick<ConversationRow, "id" | "contactId" | "inboxId"> & { hasSubject: boolean },
): Promise<{ conversation: ConversationRow | null; unresolved: ConversationRow | null }> {
  const rows = await tx.atLock(`conversation ${tx.caller.accountId} id ${id}`, () =>
    tx.query<ConversationRow>(
      form(`select ${COLUMNS} from conversation
        where account_id = $1 and lifecycle <> 'purged' and (id = $2 or id = (
          select o.id from conversation o, (
            select l.id, l.made_by, c.subject from conversation c
              join contact_inbox l on l.account_id = c.account_id and l.id = c.contact_inbox_id
             where c.account_id = $1 and c.id = $2) as own
           where o.account_id = $1 and o.contact_id = $3 and o.inbox_id = $4 and o.id <> $2
             and o.lifecycle = 'live' and o.status <> 'resolved'
             and (own.made_by <> 'visitor' or o.contact_inbox_id = own.id)
             and (not $5::boolean or o.subject is not distinct from own.subject)
           order by o.contact_inbox_id = own.id desc, o.id desc limit 1))
        order by id for no key update`),
      [tx.caller.accountId, id, contactId, inboxId, hasSubject],
    ),
  );
  const other = rows.find((row) => row.id !== id && row.lifecycle === "live" && row.status !== "resolved");
  return { conversation: rows.find((row) => row.id === id) ?? null, unresolved: other ?? null };
}

/**
 * Locks all unpurged conversations of a contact, and those given, ascending, also those hidden from the caller; at most `most` + 1.
 * Hold the contact's lock. Indexes: conversation_by_contact, conversation_pkey.
 */
export const lockConversationsOf = (
  tx: Tx,
  contactId: number,
  { most, andIds = [] }: { most: number; andIds?: readonly number[] },
): Promise<ConversationRow[]> =>
  tx.query<ConversationRow>(
    `select ${COLUMNS} from conversation
      where account_id = $1 and (contact_id = $2 or id = any($4::bigint[])) and lifecycle <> 'purged'
      order by id limit $3 for no key update`,
    [tx.caller.accountId, contactId, most + 1, andIds],
  );

/** The next unpurged conversations of a contact, ascending. Hold the contact's lock. Index: conversation_by_contact. */
export async function listConversationIdsOf(tx: Tx, contactId: number, limit: number): Promise<number[]> {
  const rows = await tx.query<{ id: number }>(
    `select id from conversation where account_id = $1 and contact_id = $2 and lifecycle <> 'purged'
      order by id limit $3`,
    [tx.caller.accountId, contactId, limit],
  );
  return rows.map(({ id }) => id);
}

type EventSpec = { type: EventType; cause?: Cause | null; activity?: MessageDto; before?: ConversationRow };

/** Records an event of a conversation; for the store's save functions. */
export function recordConversation(tx: Tx, after: ConversationRow, event: EventSpec): void {
  const dto = toConversationCore(after);
  const changes = event.before
    ? differences(withSubject(toConversationCore(event.before)), withSubject(dto))
    : {};
  for (const derived of ["version", "updatedAt", "lastNumber", "lastActivityAt"]) delete changes[derived];
  recordEvent(tx, {
    type: event.type,
    inboxId: after.inboxId,
    cause: event.cause ?? tx.cause,
    changes,
    resource: "conversation",
    dto,
    ...(event.activity ? { activity: event.activity } : {}),
  });
}

/** A conversation without a subject has no such field; a change from or to none is one from or to null. */
const withSubject = (dto: ReturnType<typeof toConversationCore>) => ({
  ...dto,
  subject: dto.subject ?? null,
});

/**
 * Saves a change of a locked conversation and records it: one facet, one version, one event. Compare-and-set: throws
 * after a write without the lock.
 */
export async function saveConversation(
  tx: Tx,
  before: ConversationRow,
  patch: Partial<ConversationRow>,
  event: Omit<EventSpec, "before">,
): Promise<ConversationRow> {
  const isUndo = event.cause?.rule === "undo";
  if (!isUndo) limitAttributes(before, patch);
  const after = await updateConversation(tx, before, { ...patch, version: before.version + 1 });
  if (!isUndo) keepReplaced(tx, before, after);
  recordConversation(tx, after, { ...event, before });
  return after;
}

/**
 * Writes without an event: the event of a message carries what derives from that message. The same statement updates the
 * account's counters. Does not wait for Postgres, which refuses a write without the lock: the row is known.
 */
export async function updateConversation(
  tx: Tx,
  before: ConversationRow,
  patch: Partial<ConversationRow>,
): Promise<ConversationRow> {
  const written = { ...withParticipants(before, patch, tx.now), updatedAt: tx.now };
  const names = Object.keys(written) as (keyof ConversationRow)[];
  const after = { ...before, ...written };
  keepContext(tx, after, patch);
  if (tx.batch) {
    const { conversations } = tx.batch;
    conversations.set(before.id, { before: conversations.get(before.id)?.before ?? before, after });
    return after;
  }
  const sets = namesOf(CONVERSATION_COLUMNS, names).map((column, i) => `${column} = $${i + 5}`);
  const [text, values] = countedUpdate(
    `update conversation set ${sets.join(", ")}
      where account_id = $1 and id = $2 and version = $3 and last_number = $4`,
    [
      tx.caller.accountId,
      before.id,
      before.version,
      before.lastNumber,
      ...names.map((name) => toParameter(name, written[name])),
    ],
    { before, patch },
  );
  sendAhead(tx, tx.query(form(text), values));
  return after;
}

/** Keeps the row for the events of this transaction. With another last message or contact, whoever writes that keeps it. */
function keepContext(tx: Tx, conversation: ConversationRow, patch: Partial<ConversationRow>): void {
  const known = tx.preloaded.get(conversation.id);
  if (!known) return;
  const isSame =
    patch.contactId === undefined &&
    (patch.lastMessageId === undefined || patch.lastMessageId === known.lastMessage?.id);
  const posting = patch.inboxId === undefined ? known.posting : null;
  if (isSame) tx.preloaded.set(conversation.id, { ...known, conversation, posting });
  else tx.preloaded.delete(conversation.id);
}

/** The patch of a conversation with its new assignee among the participants, whichever command assigns. */
function withParticipants(
  before: ConversationRow,
  patch: Partial<ConversationRow>,
  now: Date,
): Partial<ConversationRow> {
  const { assigneeId, participants: all = before.participants } = patch;
  if (assigneeId === undefined) return patch;
  const participants = afterAssigning(all, { from: before.assigneeId, to: assigneeId }, now);
  return participants === all ? patch : { ...patch, participants: [...participants] };
}
