import type { Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import type { Tx } from "@/server/store/events/tx";

/** For so long, a provider that repeats a message is recognised after its permanent deletion. */
const PURGED_DAYS = 90;

/** SQL: the hash of a key. */
const hashOf = (key: string): string => `sha256(convert_to(${key}, 'UTF8'))`;

/** SQL: whether the message of this inbox with this key, its channel's id of it, was deleted permanently. $1: account. Index: purged_source_pkey. */
export const isPurged = (inboxId: string, key: string): string => `exists (
  select 1 from purged_source p where p.account_id = $1 and p.inbox_id = ${inboxId} and p.source_hash = ${hashOf(key)})`;

/** SQL: the key of a visitor's message, which their browser has named. */
export const purgedVisitorsKey = (clientId: string): string => `('client ' || ${clientId})`;

/** The key of a mail: some programs send all their mails with one Message-ID. */
export const purgedMailKey = (messageId: string, sentAt: Date | null): string =>
  `<${messageId}> ${sentAt?.getTime() ?? ""}`;

/** SQL: the same for a stored mail `e` of message `m`. */
const MAIL_KEY = `'<' || e.mail_message_id || '> ' || coalesce(round(extract(epoch from m.sent_at) * 1000)::bigint::text, '')`;

const KEEP = statement(`
  with gone as (
    select m.* from message m join inbox i on i.account_id = m.account_id and i.id = m.inbox_id and i.channel <> 'api'
     where m.account_id = $1 and m.conversation_id = any($2::bigint[]))
  insert into purged_source as p (account_id, inbox_id, source_hash, expires_at)
  select distinct $1::bigint, k.inbox_id, ${hashOf("k.key")}, $3::timestamptz + make_interval(days => ${PURGED_DAYS})
    from (select inbox_id, source_id as key from gone where source_id is not null
          union all
          select inbox_id, ${purgedVisitorsKey("client_id")} from gone where client_id is not null and direction = 'in'
          union all
          select a.inbox_id, a.source_id from message_attempt a
           where a.account_id = $1 and a.message_id in (select id from gone) and a.source_id is not null
          union all
          select e.inbox_id, ${MAIL_KEY} from message_email e
            join gone m on e.account_id = $1 and e.message_id = m.id) as k
  on conflict (account_id, inbox_id, source_hash) do update set expires_at = excluded.expires_at`);

/**
 * Keeps hashed by which ids a channel could bring back messages of these locked conversations; before the messages are deleted. An
 * `api` inbox has no channel that repeats: its programs choose their ids, and may use one for several messages.
 */
export const keepPurgedSources = (tx: Tx, conversationIds: readonly number[]): Promise<unknown> =>
  tx.query(KEEP, [tx.caller.accountId, conversationIds, tx.now]);

const FIND = statement(
  `select 1 from unnest($3::text[]) as k (key) where ${isPurged("$2::bigint", "k.key")} limit 1`,
);

/** Whether a message of an inbox with one of these keys was deleted permanently. */
export const isAnyPurged = async (
  db: Db,
  accountId: number,
  { inboxId, keys }: { inboxId: number; keys: readonly string[] },
): Promise<boolean> => (await db.query(FIND, [accountId, inboxId, keys])).length > 0;
