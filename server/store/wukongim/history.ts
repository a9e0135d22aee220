import type { Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import type { HistoryPlace, HistoryRange } from "@/server/store/groups/history";

/** A message of a history; `kept`: what its client gave, null for one of others and for one that was changed since. */
export type WireRow = {
  id: number;
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

/** `encode` breaks its lines after 76 characters. */
const pageIn = (direction: "asc" | "desc") =>
  statement(
    `select m.id, m.history_number as "historyNumber", floor(extract(epoch from m.created_at))::int as seconds,
            p.message_id is not null and m.edited_at is null and m.deleted_at is null as "isKept",
            p.from_uid as "fromUid", coalesce(p.client_msg_no, m.client_id) as "clientMsgNo",
            translate(encode(p.payload, 'base64'), E'\\n', '') as payload, p.setting, p.expire, p.topic,
            p.red_dot as "redDot"
       from message m
       left join wukongim_payload p on p.account_id = m.account_id and p.message_id = m.id
      where m.account_id = $1 and m.conversation_id = $2 and m.history_number between $3 and $4
      order by m.history_number ${direction} limit $5`,
  );

const PAGE = { asc: pageIn("asc"), desc: pageIn("desc") };

/** The messages of a history by number, with what clients gave. Indexes: message_history, wukongim_payload_pkey. */
export async function listWireRows(
  db: Db,
  { accountId, conversationId, from, to, limit, direction }: HistoryRange & HistoryPlace,
): Promise<WireRow[]> {
  const rows = await db.query<Flat>(PAGE[direction], [accountId, conversationId, from, to, limit]);
  return rows.map(({ id, historyNumber, seconds, isKept, ...kept }) => ({
    id,
    historyNumber,
    seconds,
    kept: isKept ? kept : null,
  }));
}
