import type { MessageDto } from "@/server/contract/_shared/dto";
import type { Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import { select } from "@/server/store/_rows/columns";
import { MESSAGE_COLUMNS, type MessageRow, toMessageDto } from "@/server/store/_rows/message-row";
import { IS_VISITORS, type VisitorLink, valuesOfVisitor } from "@/server/store/contacts/visitors";
import { IS_UNREAD, isVisible } from "@/server/store/messages/customer-visible";

const COLUMNS = select(MESSAGE_COLUMNS, "m");

const PAGE = statement(`
  select ${COLUMNS} from message m
   where m.account_id = $1 and m.conversation_id = $2 and ${isVisible("$3")} and ($4::int is null or m.number < $4)
   order by m.number desc limit $5`);

/** The newest messages of a conversation that its customer sees, before a number; oldest first. Index: message_number. */
export async function listCustomerMessages(
  db: Db,
  accountId: number,
  at: { conversationId: number; before: number | null; limit: number; now: Date },
): Promise<MessageDto[]> {
  const values = [accountId, at.conversationId, at.now, at.before, at.limit];
  return (await db.query<MessageRow>(PAGE, values)).map(toMessageDto).reverse();
}

/** Whose conversation something is in: its contact, and the source id of the link under which it began. */
export type ConversationOwner = { inboxId: number; contactId: number; sourceId: string };
export type OwnedMessage = { message: MessageDto; owner: ConversationOwner };

const BY_ID = statement(`
  select ${COLUMNS}, c.contact_id as "contactId", c.inbox_id as "isInId", l.source_id as "linkSourceId"
    from message m join conversation c on c.account_id = m.account_id and c.id = m.conversation_id and c.lifecycle = 'live'
    join contact_inbox l on l.account_id = c.account_id and l.id = c.contact_inbox_id
   where m.account_id = $1 and m.id = any($2::bigint[]) and ${isVisible("$3")} order by m.id`);

/** Those of these messages that customers see, as they are now. Indexes: message_pkey, conversation_pkey, contact_inbox_pkey. */
export async function readCustomerMessages(
  db: Db,
  accountId: number,
  { ids, now }: { ids: readonly number[]; now: Date },
): Promise<OwnedMessage[]> {
  type Row = MessageRow & { contactId: number; isInId: number; linkSourceId: string };
  const rows = ids.length === 0 ? [] : await db.query<Row>(BY_ID, [accountId, ids, now]);
  return rows.map(({ contactId, isInId: inboxId, linkSourceId: sourceId, ...row }) => ({
    message: toMessageDto(row),
    owner: { inboxId, contactId, sourceId },
  }));
}

const UNREAD_UP_TO = statement(`
  select m.id from message m
   where m.account_id = $1 and m.conversation_id = $2 and ${isVisible("$3")} and ${IS_UNREAD}
     and ($6 = 'read' or m.status <> 'delivered') and m.number <= (select number from message where account_id = $1 and conversation_id = $2 and id = $4)
   order by m.id limit $5`);

/** The oldest messages of members up to one of the conversation that such a report of its customer raises. Index: message_unread_out. */
export async function listUnreadUpTo(
  db: Db,
  accountId: number,
  at: { conversationId: number; messageId: number; signal: "delivered" | "read"; now: Date; limit: number },
): Promise<number[]> {
  const values = [accountId, at.conversationId, at.now, at.messageId, at.limit, at.signal];
  return (await db.query<{ id: number }>(UNREAD_UP_TO, values)).map(({ id }) => id);
}

const UNREAD = statement(`
  select count(*)::int as unread from conversation c
    join message m on m.account_id = c.account_id and m.conversation_id = c.id
   where ${IS_VISITORS} and c.lifecycle = 'live' and ${isVisible("$6")} and ${IS_UNREAD}`);

/** How many messages of members a visitor has not read. Indexes: conversation_by_contact, message_unread_out. */
export async function countUnread(
  db: Db,
  accountId: number,
  { visitor, now }: { visitor: VisitorLink; now: Date },
): Promise<number> {
  const [row] = await db.query<{ unread: number }>(UNREAD, [accountId, ...valuesOfVisitor(visitor), now]);
  return row?.unread ?? 0;
}
