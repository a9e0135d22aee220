import { isReservedUid } from "@/server/dialects/wukongim/domain/channel";
import { type ChannelRef, listListed } from "@/server/dialects/wukongim/store/channels";
import {
  type ChannelWriter,
  findSystemUids,
  type Rights,
  readRights,
} from "@/server/dialects/wukongim/store/rights";
import { listSystemUids } from "@/server/dialects/wukongim/store/users";
import type { Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";

/** A name in the inbox: of a customer, a group or a pair. */
export type NamedPlace = {
  sourceId: string;
  contactId: number;
  isGroup: boolean;
  /** The channel's conversation, its first one; null = none yet. */
  conversationId: number | null;
  /** The number with which its history ends. */
  lastHistoryNumber: number;
};

const COLUMNS = `l.source_id as "sourceId", l.contact_id as "contactId", t.is_group as "isGroup", c.id as "conversationId",
  coalesce(c.last_history_number, 0) as "lastHistoryNumber"`;

const CHANNEL = `
  left join lateral (
    select id, last_history_number from conversation
     where account_id = l.account_id and contact_id = l.contact_id and contact_inbox_id = l.id
       and inbox_id = l.inbox_id and lifecycle <> 'purged'
     order by id limit 1) c on true`;

const PLACES = statement(
  `select ${COLUMNS}
     from contact_inbox l
     join contact t on t.account_id = l.account_id and t.id = l.contact_id ${CHANNEL}
    where l.account_id = $1 and l.inbox_id = $2 and l.source_id = any($3::text[])`,
);

/**
 * The contacts with these names in an inbox, and their channels' conversations. Unknown names are missing. Indexes:
 * contact_inbox_source, conversation_by_contact.
 */
export async function findNamedPlaces(
  db: Db,
  accountId: number,
  { inboxId, sourceIds }: { inboxId: number; sourceIds: readonly string[] },
): Promise<ReadonlyMap<string, NamedPlace>> {
  const rows = await db.query<NamedPlace>(PLACES, [accountId, inboxId, sourceIds]);
  return new Map(rows.map((row) => [row.sourceId, row]));
}

/** What is known of names in an inbox. */
export type Names = {
  /** Whether a user is on the account's side: by its name, or because it was added to the system users. */
  isAccount: (uid: string) => boolean;
  places: ReadonlyMap<string, NamedPlace>;
};

const namesFrom = (source: string) =>
  statement(
    `select n.name, u.uid is not null as "isSystem", ${COLUMNS}
       from ${source}
       left join wukongim_system_uid u on u.account_id = $1 and u.inbox_id = $2 and u.uid = n.name
       left join contact_inbox l on l.account_id = $1 and l.inbox_id = $2 and l.source_id = n.name
       left join contact t on t.account_id = l.account_id and t.id = l.contact_id ${CHANNEL}`,
  );

/** The names of one channel and one user. */
const FEW = 3;
const NAMES = {
  /** Postgres expects ten values in an array, for which it would plan anew each time: planning takes longer than reading. */
  few: namesFrom(`(select name from unnest($3::text[]) as name limit ${FEW}) n`),
  many: namesFrom("unnest($3::text[]) as n (name)"),
};

/**
 * The sides of users and the places of names, in one statement. Indexes: wukongim_system_uid_pkey, contact_inbox_source,
 * conversation_by_contact.
 */
export async function readNames(
  db: Db,
  accountId: number,
  { inboxId, names }: { inboxId: number; names: readonly string[] },
): Promise<Names> {
  type Row = { name: string; isSystem: boolean } & (NamedPlace | { contactId: null });
  const distinct = [...new Set(names)];
  const rows = await db.query<Row>(distinct.length <= FEW ? NAMES.few : NAMES.many, [
    accountId,
    inboxId,
    distinct,
  ]);
  const system = new Set(rows.filter(({ isSystem }) => isSystem).map(({ name }) => name));
  const known = rows.flatMap((row): [string, NamedPlace][] =>
    row.contactId === null ? [] : [[row.name, row]],
  );
  return { isAccount: (uid) => isReservedUid(uid) || system.has(uid), places: new Map(known) };
}

/** The same of one name; null = unknown. */
export const findNamedPlace = async (
  db: Db,
  accountId: number,
  { inboxId, sourceId }: { inboxId: number; sourceId: string },
): Promise<NamedPlace | null> =>
  (await findNamedPlaces(db, accountId, { inboxId, sourceIds: [sourceId] })).get(sourceId) ?? null;

const IS_MEMBER = statement(
  `select 1 from conversation_member
    where account_id = $1 and conversation_id = $2 and contact_id = $3 and left_at is null`,
);

/** Whether a contact is in a conversation now. Index: conversation_member_contact. */
export async function isMemberOf(
  db: Db,
  accountId: number,
  { conversationId, contactId }: { conversationId: number; contactId: number },
): Promise<boolean> {
  return (await db.query(IS_MEMBER, [accountId, conversationId, contactId])).length > 0;
}

/** Which of these users were put on the account's side. */
export const readSystemUids = async (
  db: Db,
  accountId: number,
  of: { inboxId: number; uids: readonly string[] },
): Promise<ReadonlySet<string>> => new Set(await findSystemUids(db, accountId, of));

/** The users on the account's side of an inbox that were put there. */
export const readAllSystemUids = (db: Db, accountId: number, inboxId: number): Promise<string[]> =>
  listSystemUids(db, accountId, inboxId);

/** Who is on a list of a channel. */
export const readListed = (
  db: Db,
  accountId: number,
  of: ChannelRef & { list: "allow" | "deny" },
): Promise<string[]> => listListed(db, accountId, of);

export type { Rights as WriterRights } from "@/server/dialects/wukongim/store/rights";

/** What the flags and lists of channels say of users, in the given order. */
export const readWriterRights = (
  db: Db,
  accountId: number,
  of: { inboxId: number; writers: readonly ChannelWriter[] },
): Promise<Rights[]> => readRights(db, accountId, of);

const UIDS = statement(
  `select distinct on (contact_id) contact_id as "contactId", source_id as "sourceId" from contact_inbox
    where account_id = $1 and inbox_id = $2 and contact_id = any($3::bigint[]) order by contact_id, id`,
);

/** The names of contacts in an inbox: the user that each is. Index: contact_inbox_contact. */
export async function readUids(
  db: Db,
  accountId: number,
  { inboxId, contactIds }: { inboxId: number; contactIds: readonly number[] },
): Promise<ReadonlyMap<number, string>> {
  if (contactIds.length === 0) return new Map();
  const rows = await db.query<{ contactId: number; sourceId: string }>(UIDS, [
    accountId,
    inboxId,
    contactIds,
  ]);
  return new Map(rows.map((row) => [row.contactId, row.sourceId]));
}
