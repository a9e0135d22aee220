import type { Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import { select } from "@/server/store/_rows/columns";
import { MESSAGE_COLUMNS, type MessageRow } from "@/server/store/_rows/message-row";

/** A conversation as one of its customers lists it. */
export type ListedConversation = {
  conversationId: number;
  /** The name of its channel in the inbox. */
  sourceId: string;
  isGroup: boolean;
  lastHistoryNumber: number;
  readNumber: number;
  hiddenNumber: number | null;
  peerUid: string | null;
  unread: number;
  lastActivityAt: Date;
  /** Rises with every change of it that the list shows. */
  version: bigint;
};

/**
 * `horizon`: greater than the version of everything that no open transaction may still change. A client that has read a
 * conversation asks next time for what is newer than the lower of both, and misses nothing that commits late.
 */
export type ListedConversations = { rows: ListedConversation[]; horizon: bigint };

/** Whose: a customer's, by the contact or by its name in the inbox. `conversationIds`: only these; absent = all. */
export type ListedOf = ({ contactId: number } | { uid: string }) & {
  inboxId: number;
  conversationIds?: readonly number[];
};

/** More than a client shows; the newest ones. */
const LISTED_MAX = 1_000;

/**
 * The transaction that wrote a row, with the upper half that Postgres does not keep in it. A row that is older than 2^32
 * transactions looks newer than it is: a client gets it once more.
 */
const WRITTEN_BY = (row: string): string => {
  const whole = `now.next - now.next % 4294967296 + ${row}.xmin::text::bigint`;
  return `${whole} - case when ${whole} >= now.next then 4294967296 else 0 end`;
};

const HORIZON = `
  select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as horizon,
         pg_snapshot_xmax(pg_current_snapshot())::text::bigint as next`;

const CONTACT = {
  id: "$2",
  name: "(select contact_id from contact_inbox where account_id = $1 and inbox_id = $3 and source_id = $2)",
};

const listOf = (contact: string) =>
  statement(
    `select now.horizon, c.id as "conversationId", l.source_id as "sourceId", t.is_group as "isGroup",
          c.last_history_number as "lastHistoryNumber", p.read_number as "readNumber",
          w.hidden_number as "hiddenNumber", w.peer_uid as "peerUid", c.last_activity_at as "lastActivityAt",
          greatest(${WRITTEN_BY("c")}, ${WRITTEN_BY("p")}, ${WRITTEN_BY("w")}) as version,
          coalesce(w.unread_set, 0) + (
            select count(*) from message m
             where m.account_id = p.account_id and m.conversation_id = p.conversation_id
               and m.history_number > greatest(p.read_number, w.unread_at_number)
               and m.counts_unread and m.deleted_at is null
               and (m.sender_type <> 'contact' or m.sender_id is distinct from p.contact_id)) as unread
     from (${HORIZON}) now cross join conversation_member p
     join conversation c on c.account_id = p.account_id and c.id = p.conversation_id and c.lifecycle <> 'purged'
     join contact_inbox l on l.account_id = c.account_id and l.id = c.contact_inbox_id
     join contact t on t.account_id = c.account_id and t.id = c.contact_id
     left join wukongim_place w
       on w.account_id = p.account_id and w.contact_id = p.contact_id and w.conversation_id = p.conversation_id
    where p.account_id = $1 and p.contact_id = ${contact} and p.left_at is null and c.inbox_id = $3
      and ($4::bigint[] is null or c.id = any($4))
      and c.last_history_number > coalesce(w.hidden_number, 0)
    order by c.last_activity_at desc, c.id desc limit ${LISTED_MAX}`,
  );

const LISTS = { id: listOf(CONTACT.id), name: listOf(CONTACT.name) };

/**
 * The newest conversations of a customer in an inbox, or of these, that have a message and are not hidden. Indexes:
 * conversation_member_of_contact, message_history; by a name also contact_inbox_source.
 */
export async function listConversationRows(
  db: Db,
  accountId: number,
  of: ListedOf,
): Promise<ListedConversations> {
  type Row = Omit<ListedConversation, "version"> & { version: number; horizon: number };
  const rest = [of.inboxId, of.conversationIds ?? null];
  const rows =
    "contactId" in of
      ? await db.query<Row>(LISTS.id, [accountId, of.contactId, ...rest])
      : await db.query<Row>(LISTS.name, [accountId, of.uid, ...rest]);
  return {
    rows: rows.map(({ horizon: _, ...row }) => ({ ...row, version: BigInt(row.version) })),
    horizon: BigInt(rows[0]?.horizon ?? 0),
  };
}

const recentIn = (direction: "asc" | "desc") =>
  statement(
    `select ${select(MESSAGE_COLUMNS, "m")}
       from unnest($2::bigint[], $3::int[]) as w (conversation_id, after)
      cross join lateral (
        select * from message
         where account_id = $1 and conversation_id = w.conversation_id and history_number > w.after
         order by history_number ${direction} limit $4) m`,
  );

const RECENT = { asc: recentIn("asc"), desc: recentIn("desc") };

/** `limit`: of each history. `direction`: `asc` for the first ones after the number, default the newest first. */
export type RecentOf = {
  of: readonly { conversationId: number; after: number }[];
  limit: number;
  direction?: "asc" | "desc";
};

/** Messages of each history after a number. Index: message_history. */
export const listRecentRows = (
  db: Db,
  accountId: number,
  { of, limit, direction = "desc" }: RecentOf,
): Promise<MessageRow[]> =>
  db.query<MessageRow>(RECENT[direction], [
    accountId,
    of.map(({ conversationId }) => conversationId),
    of.map(({ after }) => after),
    limit,
  ]);

const OF_HISTORY = statement(
  `select ${select(MESSAGE_COLUMNS)} from message
    where account_id = $1 and conversation_id = $2 and history_number is not null
      and (id = any($3::bigint[]) or history_number = any($4::int[]))
    order by history_number`,
);

/** Messages of a history by id or number. Indexes: message_pkey, message_history. */
export const findHistoryRows = (
  db: Db,
  accountId: number,
  of: { conversationId: number; ids: readonly number[]; numbers: readonly number[] },
): Promise<MessageRow[]> =>
  db.query<MessageRow>(OF_HISTORY, [accountId, of.conversationId, of.ids, of.numbers]);

const IN_HISTORIES = statement(
  `select ${select(MESSAGE_COLUMNS)} from message
    where account_id = $1 and id = any($2::bigint[]) and history_number is not null`,
);

/** Messages of any histories by id, in no order. Index: message_pkey. */
export const findInHistories = (db: Db, accountId: number, ids: readonly number[]): Promise<MessageRow[]> =>
  ids.length === 0 ? Promise.resolve([]) : db.query<MessageRow>(IN_HISTORIES, [accountId, ids]);
