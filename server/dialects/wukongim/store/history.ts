import type { Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import type { HistoryRange } from "@/server/store/groups/history";

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

/** `encode` breaks its lines after 76 characters. */
const pageIn = (conversation: string, direction: "asc" | "desc") =>
  statement(
    `select m.id, m.conversation_id as "conversationId", m.history_number as "historyNumber",
            floor(extract(epoch from m.created_at))::int as seconds,
            p.message_id is not null and m.edited_at is null and m.deleted_at is null as "isKept",
            p.from_uid as "fromUid", coalesce(p.client_msg_no, m.client_id) as "clientMsgNo",
            translate(encode(p.payload, 'base64'), E'\\n', '') as payload, p.setting, p.expire, p.topic,
            p.red_dot as "redDot"
       from message m
       left join wukongim_payload p on p.account_id = m.account_id and p.message_id = m.id
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
  return rows.map(({ id, conversationId, historyNumber, seconds, isKept, ...kept }) => ({
    id,
    conversationId,
    historyNumber,
    seconds,
    kept: isKept ? kept : null,
  }));
}
