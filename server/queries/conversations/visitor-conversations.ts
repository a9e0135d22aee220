import type { ConversationDto, MessageDto } from "@/server/contract/_shared/dto";
import type { ConversationOwner } from "@/server/queries/messages/customer-messages";
import type { Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import { readMessages, toMessageDto } from "@/server/store/_rows/message-row";
import { IS_VISITORS, type VisitorLink, valuesOfVisitor } from "@/server/store/contacts/visitors";
import { IS_UNREAD, isVisible } from "@/server/store/messages/customer-visible";

/** A conversation as its visitor sees it. */
export type VisitorConversation = Pick<
  ConversationDto,
  "id" | "displayId" | "status" | "assigneeId" | "inboxId"
> & {
  lastActivityAt: Date;
  contactId: number;
  /** Of the link under which it began. */
  sourceId: string;
  /** The newest message that the visitor sees. */
  lastMessage: MessageDto | null;
  unread: number;
};

type Row = Omit<VisitorConversation, "lastMessage"> & { lastMessageId: number | null };

/** What is read of conversation `c`; `now`: a parameter. */
const columns = (now: string): string => `
  c.id, c.display_id as "displayId", c.status, c.assignee_id as "assigneeId", c.inbox_id as "inboxId",
  c.last_activity_at as "lastActivityAt", c.contact_id as "contactId",
  (select l.source_id from contact_inbox l where l.account_id = c.account_id and l.id = c.contact_inbox_id) as "sourceId",
  (select m.id from message m where m.account_id = c.account_id and m.conversation_id = c.id and ${isVisible(now)}
    order by m.number desc limit 1) as "lastMessageId",
  (select count(*)::int from message m where m.account_id = c.account_id and m.conversation_id = c.id
      and ${isVisible(now)} and ${IS_UNREAD}) as unread`;

const NEWEST = 50;
const OF_VISITOR = statement(`
  select ${columns("$6")} from conversation c
   where ${IS_VISITORS} and c.lifecycle = 'live' and ($7::bigint is null or c.id = $7)
   order by c.last_activity_at desc, c.id desc limit ${NEWEST}`);

/** A visitor's newest 50 conversations, or the one with this id. Indexes: conversation_by_contact, message_number, message_unread_out. */
export async function listVisitorConversations(
  db: Db,
  accountId: number,
  { visitor, now, id = null }: { visitor: VisitorLink; now: Date; id?: number | null },
): Promise<VisitorConversation[]> {
  const rows = await db.query<Row>(OF_VISITOR, [accountId, ...valuesOfVisitor(visitor), now, id]);
  return withLast(db, accountId, rows);
}

const named = (column: "id" | "display_id") =>
  statement(`
  select ${columns("$3")} from conversation c
   where c.account_id = $1 and c.${column} = any($2::bigint[]) and c.lifecycle = 'live'`);
const NAMED = { id: named("id"), display_id: named("display_id") } as const;

/**
 * Conversations by id or by display id, as whoever is their visitor sees them. Indexes: conversation_pkey, conversation_display,
 * message_number, message_unread_out.
 */
export async function readVisitorConversations(
  db: Db,
  accountId: number,
  { by, ids, now }: { by: keyof typeof NAMED; ids: readonly number[]; now: Date },
): Promise<VisitorConversation[]> {
  const rows = ids.length === 0 ? [] : await db.query<Row>(NAMED[by], [accountId, ids, now]);
  return withLast(db, accountId, rows);
}

const PURGED = statement(`
  select c.id, c.inbox_id as "inboxId", c.contact_id as "contactId", l.source_id as "sourceId"
    from conversation c join contact_inbox l on l.account_id = c.account_id and l.id = c.contact_inbox_id
   where c.account_id = $1 and c.id = any($2::bigint[]) and c.lifecycle = 'purged'`);

/** Whose those of these conversations were that are permanently deleted. Indexes: conversation_pkey, contact_inbox_pkey. */
export async function readPurgedOwners(
  db: Db,
  accountId: number,
  ids: readonly number[],
): Promise<(ConversationOwner & { id: number })[]> {
  return ids.length === 0 ? [] : db.query(PURGED, [accountId, ids]);
}

async function withLast(db: Db, accountId: number, rows: readonly Row[]): Promise<VisitorConversation[]> {
  const ids = rows.flatMap(({ lastMessageId }) => lastMessageId ?? []);
  const found = ids.length === 0 ? [] : await readMessages(db, accountId, ids);
  const last = new Map(found.map((message) => [message.id, message]));
  return rows.map(({ lastMessageId, ...row }) => {
    const message = lastMessageId === null ? undefined : last.get(lastMessageId);
    return { ...row, lastMessage: message ? toMessageDto(message) : null };
  });
}
