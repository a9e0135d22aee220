import type { Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import type { Tx } from "@/server/store/events/tx";

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
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
);

/** Keeps the payload of a new message, whose conversation is locked. No event: the message's own tells it. */
export async function insertPayload(tx: Tx, p: Payload): Promise<void> {
  await tx.query(INSERT, [
    tx.caller.accountId,
    p.messageId,
    p.conversationId,
    p.fromUid,
    p.clientMsgNo,
    p.payload,
    p.setting,
    p.expire,
    p.topic,
    p.redDot,
    p.expiresAt,
  ]);
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
