import { CHANNEL_TYPES, SYSTEM_UID } from "@/server/dialects/wukongim/domain/channel";
import type { Db } from "@/server/store/_postgres/db";
import { one } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import { CLIENT_MSG_NO, WITH_PAYLOAD, wireText } from "./wire-text";

/** Whose conversations: of a customer, by its name in the inbox. */
export type ListedOf = { uid: string; inboxId: number };

/** More than a client shows; the newest ones. */
const LISTED_MAX = 1_000;
/** The messages in one answer. */
const MESSAGES_MAX = 5_000;

/**
 * The transaction that wrote a row, with the upper half that Postgres does not keep in it. A row that is older than 2^32
 * transactions looks newer than it is: a client gets it once more.
 */
const WRITTEN_BY = (row: string): string => {
  const whole = `now.next - now.next % 4294967296 + ${row}.xmin::text::bigint`;
  return `${whole} - case when ${whole} >= now.next then 4294967296 else 0 end`;
};

/**
 * `horizon`: greater than the version of everything that no open transaction may still change. A client that has read a
 * conversation asks next time for what is newer than the lower of both, and misses nothing that commits late.
 */
const HORIZON = `
  select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as horizon,
         pg_snapshot_xmax(pg_current_snapshot())::text::bigint as next`;

const HAS_TYPE = "~ '^[0-9]{1,2}:'";
/** After the type. */
const REST = "substr(n.name, strpos(n.name, ':') + 1)";

/**
 * The conversations of customer $2 in inbox $3 that have a message and are not hidden, with `channelFor` of each. `seen_number`:
 * what comes after it may be unread. `version` rises with every change of it that the list shows. Indexes:
 * contact_inbox_source, conversation_member_of_contact.
 */
const listedWhere = (condition: string): string => `
  select c.id, p.contact_id, c.last_history_number as last_number, p.read_number, w.hidden_number, w.unread_set,
         greatest(p.read_number, w.unread_at_number) as seen_number, c.last_activity_at, n.channel_type,
         case when n.name is null then coalesce(w.peer_uid, '${SYSTEM_UID}')
              when n.channel_type <> ${CHANNEL_TYPES.person} then ${REST}
              when split_part(${REST}, '@', 1) = $2 then split_part(${REST}, '@', 2)
              else split_part(${REST}, '@', 1) end as channel_id,
         greatest(${WRITTEN_BY("c")}, ${WRITTEN_BY("p")}, ${WRITTEN_BY("w")}) as version
    from (${HORIZON}) now cross join conversation_member p
    join conversation c on c.account_id = p.account_id and c.id = p.conversation_id and c.lifecycle <> 'purged'
    join contact_inbox l on l.account_id = c.account_id and l.id = c.contact_inbox_id
    left join wukongim_place w
      on w.account_id = p.account_id and w.contact_id = p.contact_id and w.conversation_id = p.conversation_id
   cross join lateral (
     select x.name, coalesce(split_part(x.name, ':', 1)::int, ${CHANNEL_TYPES.person}) as channel_type
       from (select case when l.source_id ${HAS_TYPE} then l.source_id
                         when w.peer_uid ${HAS_TYPE} then w.peer_uid end as name) x) n
   where p.account_id = $1 and p.left_at is null and c.inbox_id = $3
     and p.contact_id = (select contact_id from contact_inbox where account_id = $1 and inbox_id = $3 and source_id = $2)
     and c.last_history_number > coalesce(w.hidden_number, 0) and ${condition}
   order by c.last_activity_at desc, c.id desc limit ${LISTED_MAX}`;

/**
 * The unread count of a listed conversation `l`. Numbers have no gaps: it is how many follow what was seen, without those
 * that count for nobody, and the customer's own. Indexes: message_uncounted, message_of_customer.
 */
const UNREAD = `(coalesce(l.unread_set, 0) + greatest(l.last_number - l.seen_number, 0)
  - (select count(*) from message u
      where u.account_id = $1 and u.conversation_id = l.id and u.history_number > l.seen_number
        and (not u.counts_unread or u.deleted_at is not null))
  - (select count(*) from message u
      where u.account_id = $1 and u.conversation_id = l.id and u.sender_id = l.contact_id
        and u.history_number > l.seen_number and u.sender_type = 'contact' and u.counts_unread and u.deleted_at is null))`;

const WIRE = wireText({ channelId: "l.channel_id", channelType: "l.channel_type", inboxId: "$3" });

/**
 * The newest messages of a listed conversation `l` after `l.known_number`, the newest one always: a conversation that changed
 * otherwise is shown with it. At most `each`, and `MESSAGES_MAX` of all of `listed`. Index: message_history.
 */
const recentsOf = (listed: string, each: string): string => `
  select string_agg(${WIRE}, ',' order by m.history_number desc) as texts,
         (array_agg(${CLIENT_MSG_NO} order by m.history_number desc))[1] as client_msg_no,
         string_agg(m.id::text, ',') filter (where m.status = 'pending') as pending
    from (select * from message
           where account_id = $1 and conversation_id = l.id
             and history_number > least(l.known_number, l.last_number - 1)
           order by history_number desc
           limit greatest(1, least(${each}, ${MESSAGES_MAX} / (select greatest(1, count(*)) from ${listed})))) m
    ${WITH_PAYLOAD}`;

/** A conversation `l` with its `recents` as WuKongIM's object. The lower version: see `HORIZON`. */
const CONVERSATION = `concat('{"channel_id":', to_json(l.channel_id), ',"channel_type":', l.channel_type,
  ',"unread":', ${UNREAD}, ',"timestamp":', floor(extract(epoch from l.last_activity_at))::bigint,
  ',"last_msg_seq":', l.last_number, ',"last_client_msg_no":', to_json(coalesce(recents.client_msg_no, '')),
  ',"offset_msg_seq":', coalesce(l.hidden_number, 0), ',"readed_to_msg_seq":', l.read_number,
  ',"version":', least(l.version, now.horizon - 1), ',"recents":[', recents.texts, ']}')`;

const CHANGED = statement(`
  with now as (${HORIZON}), listed as materialized (${listedWhere("true")}),
  page as materialized (
    select l.*, coalesce(k.number, 0) as known_number
      from now cross join listed l
      left join unnest($6::text[], $7::int[]) as k (channel, number) on k.channel = concat(l.channel_id, ':', l.channel_type)
     where (l.version > case when $4::bigint < now.horizon then $4::bigint else 0 end
            or (cardinality($6::text[]) > 0 and l.last_number > coalesce(k.number, 0)))
       and l.channel_type <> all($8::bigint[]) and (not $5::boolean or ${UNREAD} > 0)
     order by l.last_activity_at desc, l.id desc limit $9 offset $10)
  select concat('[', string_agg(${CONVERSATION}, ',' order by l.last_activity_at desc, l.id desc), ']') as text,
         string_agg(recents.pending, ',') as pending
    from now cross join page l cross join lateral (${recentsOf("page", "$11::int")}) recents`);

export type ChangedOf = ListedOf & {
  /** Those that changed after it. One that this database has not given yet counts as none. */
  version: bigint;
  onlyUnread: boolean;
  /** The newest number that a client has of each channel, by `id:type`: with any, those are listed too of which it lacks messages. */
  known: ReadonlyMap<string, number>;
  withoutTypes: readonly number[];
  limit: number;
  skip: number;
  /** Messages of each. */
  each: number;
};

/** The JSON of a list of conversations, and the messages in it that have not left yet. */
export type ListedText = { text: string; pending: number[] };

const INT_MAX = 2 ** 31 - 1;
const BIGINT_MAX = 2n ** 63n - 1n;
const asInt = (number: number): number => Math.min(number, INT_MAX);

/** The conversations of a customer that a client lacks, the newest first, each with its newest messages, the newest first. */
export async function readChangedText(db: Db, accountId: number, of: ChangedOf): Promise<ListedText> {
  const { text, pending } = one(
    await db.query<{ text: string; pending: string | null }>(CHANGED, [
      accountId,
      of.uid,
      of.inboxId,
      String(of.version < BIGINT_MAX ? of.version : BIGINT_MAX),
      of.onlyUnread,
      [...of.known.keys()],
      [...of.known.values()].map(asInt),
      of.withoutTypes,
      of.limit,
      Math.min(of.skip, LISTED_MAX),
      asInt(of.each),
    ]),
  );
  return { text, pending: pending === null ? [] : pending.split(",").map(Number) };
}

const NAMED = statement(`
  with now as (${HORIZON}), listed as materialized (${listedWhere("c.id = any($4::bigint[])")}),
  page as (
    select l.id, l.contact_id, l.last_number, l.read_number, l.hidden_number, l.unread_set, l.seen_number,
           l.last_activity_at, l.version, 0 as known_number, n.channel_id, n.channel_type, n.place
      from unnest($4::bigint[], $5::text[], $6::int[]) with ordinality as n (id, channel_id, channel_type, place)
      join listed l on l.id = n.id)
  select l.place::int - 1 as place, ${CONVERSATION} as text
    from now cross join page l cross join lateral (${recentsOf("listed", "$7::int")}) recents`);

/** A conversation under the name that a request has for it. */
export type NamedConversation = { conversationId: number; channelId: string; channelType: number };

/** The JSON of each of these conversations of a customer, by its place among them; hidden and unknown ones are missing. */
export async function readNamedTexts(
  db: Db,
  accountId: number,
  of: ListedOf & { named: readonly NamedConversation[]; each: number },
): Promise<ReadonlyMap<number, string>> {
  const rows = await db.query<{ place: number; text: string }>(NAMED, [
    accountId,
    of.uid,
    of.inboxId,
    of.named.map(({ conversationId }) => conversationId),
    of.named.map(({ channelId }) => channelId),
    of.named.map(({ channelType }) => channelType),
    asInt(of.each),
  ]);
  return new Map(rows.map(({ place, text }) => [place, text]));
}

const CHANNELS = statement(
  `select channel_id as "channelId", channel_type as "channelType" from (${listedWhere("true")}) l
    order by last_activity_at desc, id desc`,
);

/** The channels of a customer's conversations, the newest first. */
export const listChannelsOf = (
  db: Db,
  accountId: number,
  { uid, inboxId }: ListedOf,
): Promise<{ channelId: string; channelType: number }[]> => db.query(CHANNELS, [accountId, uid, inboxId]);
