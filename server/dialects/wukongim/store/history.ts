import type { MessageDto } from "@/server/contract/_shared/dto";
import type { Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import type { HistoryRange } from "@/server/store/groups/history";
import type { RecentOf } from "./conversations";

/** A message of a history; `kept`: what its client gave, null for one of others and for one that was changed since. */
export type WireRow = {
  id: number;
  conversationId: number;
  historyNumber: number;
  /** When it was written, in seconds since 1970. */
  seconds: number;
  kept: KeptWire | null;
};

export type KeptWire = {
  fromUid: string;
  clientMsgNo: string | null;
  /** In base64. */
  payload: string;
  setting: number;
  /** In seconds; 0 = for good. */
  expire: number;
  topic: string | null;
  redDot: boolean;
};

type Flat = Omit<WireRow, "kept"> & { isKept: boolean } & KeptWire;

/** Whose history: a conversation, or the first one of a name in an inbox. */
export type HistoryOf = { conversationId: number } | { inboxId: number; sourceId: string };

const CONVERSATION = {
  id: "$2",
  name: `(select c.id from contact_inbox l
            join conversation c on c.account_id = l.account_id and c.contact_id = l.contact_id
              and c.contact_inbox_id = l.id and c.inbox_id = l.inbox_id and c.lifecycle <> 'purged'
           where l.account_id = $1 and l.inbox_id = $6 and l.source_id = $2
           order by c.id limit 1)`,
};

/** Columns of a message `m` and its payload `p`, if it has one. `encode` breaks its lines after 76 characters. */
const WIRE_COLUMNS = `m.id, m.conversation_id as "conversationId", m.history_number as "historyNumber",
  floor(extract(epoch from m.created_at))::int as seconds,
  p.message_id is not null and m.edited_at is null and m.deleted_at is null as "isKept",
  p.from_uid as "fromUid", coalesce(p.client_msg_no, m.client_id) as "clientMsgNo",
  translate(encode(p.payload, 'base64'), E'\\n', '') as payload, p.setting, p.expire, p.topic,
  p.red_dot as "redDot"`;

const PAYLOAD = "left join wukongim_payload p on p.account_id = m.account_id and p.message_id = m.id";

const pageIn = (conversation: string, direction: "asc" | "desc") =>
  statement(
    `select ${WIRE_COLUMNS}
       from message m ${PAYLOAD}
      where m.account_id = $1 and m.conversation_id = ${conversation} and m.history_number between $3 and $4
      order by m.history_number ${direction} limit $5`,
  );

const pagesOf = (conversation: string) => ({
  asc: pageIn(conversation, "asc"),
  desc: pageIn(conversation, "desc"),
});

const PAGES = { id: pagesOf(CONVERSATION.id), name: pagesOf(CONVERSATION.name) };

/**
 * The messages of a history by number, with what clients gave. Indexes: message_history, wukongim_payload_pkey; by a name also
 * contact_inbox_source and conversation_by_contact.
 */
export async function listWireRows(
  db: Db,
  accountId: number,
  { of, from, to, limit, direction }: HistoryRange & { of: HistoryOf },
): Promise<WireRow[]> {
  const rows =
    "conversationId" in of
      ? await db.query<Flat>(PAGES.id[direction], [accountId, of.conversationId, from, to, limit])
      : await db.query<Flat>(PAGES.name[direction], [accountId, of.sourceId, from, to, limit, of.inboxId]);
  return rows.map(toWireRow);
}

const toWireRow = ({ id, conversationId, historyNumber, seconds, isKept, ...kept }: Flat): WireRow => ({
  id,
  conversationId,
  historyNumber,
  seconds,
  kept: isKept ? kept : null,
});

/** The newest message of a list of conversations, with its tick. */
export type RecentWire = WireRow & { status: MessageDto["status"] };

const RECENT = statement(
  `select ${WIRE_COLUMNS}, m.status
     from unnest($2::bigint[], $3::int[]) with ordinality as w (conversation_id, after, nth)
    cross join lateral (
      select * from message
       where account_id = $1 and conversation_id = w.conversation_id and history_number > w.after
       order by history_number desc limit $4) m ${PAYLOAD}
    order by w.nth, m.history_number desc`,
);

/** The newest messages of each history after a number, the newest first. Indexes: message_history, wukongim_payload_pkey. */
export async function listRecentWires(
  db: Db,
  accountId: number,
  { of, limit }: Pick<RecentOf, "of" | "limit">,
): Promise<RecentWire[]> {
  if (of.length === 0) return [];
  const [ids, after] = [of.map(({ conversationId }) => conversationId), of.map((one) => one.after)];
  const rows = await db.query<Flat & { status: RecentWire["status"] }>(RECENT, [
    accountId,
    ids,
    after,
    limit,
  ]);
  return rows.map(({ status, ...row }) => ({ ...toWireRow(row), status }));
}
