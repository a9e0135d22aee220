import type { Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import { sendAhead, type Tx } from "@/server/store/events/tx";

/** What a client gave beside a message's text; it gets it back unchanged. */
export type Payload = {
  messageId: number;
  conversationId: number;
  fromUid: string;
  clientMsgNo: string | null;
  payload: Buffer;
  setting: number;
  /** In seconds; 0 = for good. */
  expire: number;
  topic: string | null;
  redDot: boolean;
  /** When a command message is deleted, and this with it. */
  expiresAt: Date | null;
};

const COLUMNS = `message_id as "messageId", conversation_id as "conversationId", from_uid as "fromUid",
  client_msg_no as "clientMsgNo", payload, setting, expire, topic, red_dot as "redDot", expires_at as "expiresAt"`;

const INSERT = statement(
  `insert into wukongim_payload (account_id, message_id, conversation_id, from_uid, client_msg_no, payload, setting, expire,
                                 topic, red_dot, expires_at)
   select $1, n.* from unnest($2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::bytea[], $7::int[], $8::bigint[],
                              $9::text[], $10::boolean[], $11::timestamptz[]) n`,
);

/**
 * Keeps the payloads of new messages, whose conversations are locked, without waiting for Postgres. No event: the messages' own
 * tell them.
 */
export async function insertPayloads(tx: Tx, payloads: readonly Payload[]): Promise<void> {
  const inserted = tx.query(INSERT, [
    tx.caller.accountId,
    payloads.map((p) => p.messageId),
    payloads.map((p) => p.conversationId),
    payloads.map((p) => p.fromUid),
    payloads.map((p) => p.clientMsgNo),
    payloads.map((p) => p.payload),
    payloads.map((p) => p.setting),
    payloads.map((p) => p.expire),
    payloads.map((p) => p.topic),
    payloads.map((p) => p.redDot),
    payloads.map((p) => p.expiresAt),
  ]);
  sendAhead(tx, inserted);
}

const BY_MESSAGE = statement(
  `select ${COLUMNS} from wukongim_payload where account_id = $1 and message_id = any($2::bigint[])`,
);

/** The payloads of messages; those of agents and other APIs have none. Index: wukongim_payload_pkey. */
export const findPayloads = (db: Db, accountId: number, messageIds: readonly number[]): Promise<Payload[]> =>
  messageIds.length === 0 ? Promise.resolve([]) : db.query<Payload>(BY_MESSAGE, [accountId, messageIds]);

const BY_CLIENT = statement(
  `select ${COLUMNS} from wukongim_payload
    where account_id = $1 and conversation_id = $2 and client_msg_no = any($3::text[])
      and ($4::text is null or from_uid = $4)
    order by message_id limit 1000`,
);

/** The payloads under these client numbers, of one sender or all. Index: wukongim_payload_client. */
export const findPayloadsByClient = (
  db: Db,
  accountId: number,
  of: { conversationId: number; clientMsgNos: readonly string[]; fromUid: string | null },
): Promise<Payload[]> =>
  of.clientMsgNos.length === 0
    ? Promise.resolve([])
    : db.query<Payload>(BY_CLIENT, [accountId, of.conversationId, of.clientMsgNos, of.fromUid]);
