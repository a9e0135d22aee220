import {
  ACTED_DAYS,
  ACTED_MESSAGES,
  lacksTaker,
  REPLY_SUBSCRIPTIONS,
  SOCKET_SECONDS,
  type TakerFacts,
} from "@/server/domain/inbox/reply-takers";
import { type EndpointFormat, FORMATS_WITHOUT_MESSAGES, OWN_FORMATS } from "@/server/domain/webhook/formats";
import { type Db, one } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import type { Tx } from "@/server/store/events/tx";
import { takesRepliesSql } from "./channel-sql";
import { type InboxRow, recordInboxEvent, toInboxDto, updateInbox } from "./inboxes";

/** More than an account may have. */
const ENDPOINTS_MAX = 1_000;
const READERS_MAX = 50;

export type CoveringEndpoint = {
  id: number;
  url: string;
  types: string[];
  format: EndpointFormat;
  botName: string | null;
  state: "enabled" | "disabled";
  disabledReason: "by_hand" | "gone" | "failing" | null;
  failingSince: Date | null;
  pausedUntil: Date | null;
  lastDeliveredAt: Date | null;
  lastFailedAt: Date | null;
};

/** The webhook endpoints that hear of an inbox, without those of inboxes' callbacks. */
export const listCoveringEndpoints = (
  db: Db,
  accountId: number,
  inboxId: number,
): Promise<CoveringEndpoint[]> =>
  db.query<CoveringEndpoint>(
    `select e.id, e.url, e.types, e.format, e.bot_name as "botName", e.state,
            e.disabled_reason as "disabledReason", p.failing_since as "failingSince",
            p.open_until as "pausedUntil", p.last_delivered_at as "lastDeliveredAt",
            p.last_failed_at as "lastFailedAt"
       from endpoint e left join endpoint_progress p on p.account_id = e.account_id and p.endpoint_id = e.id
      where e.account_id = $1 and e.deleted_at is null and e.callback_inbox_id is null
        and (e.inbox_ids = '{}' or $2 = any(e.inbox_ids))
      order by e.id limit ${ENDPOINTS_MAX}`,
    [accountId, inboxId],
  );

const quoted = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(", ");

/** An enabled endpoint that covers inbox `i`. */
const ENDPOINT = `
  select 1 from endpoint e
   where e.account_id = i.account_id and e.deleted_at is null and e.state = 'enabled' and e.callback_inbox_id is null
     and (e.inbox_ids = '{}' or i.id = any(e.inbox_ids))`;

const HAS_WEBHOOK = `exists (${ENDPOINT} and e.bot_name is null
     and e.format not in (${quoted(FORMATS_WITHOUT_MESSAGES)})
     and e.types && case when e.format in (${quoted(OWN_FORMATS)}) then array[${quoted(REPLY_SUBSCRIPTIONS.own)}]
                         else array[${quoted(REPLY_SUBSCRIPTIONS.foreign)}] end)`;

const HAS_BOT = `exists (${ENDPOINT} and e.bot_name is not null)`;

/** Tokens `t` that are usable and see inbox `i`, without a final condition. $1: now. */
const TOKENS = `
  select t.id, t.name, t.events_read_at, t.requests_streamed_at
    from api_token t join member m on m.account_id = t.account_id and m.user_id = t.user_id
   where t.account_id = i.account_id and m.state = 'active' and t.revoked_at is null
     and (t.expires_at is null or t.expires_at > $1::timestamptz)
     and (t.inbox_ids = '{}' or i.id = any(t.inbox_ids)
          or (t.role = 'administrator' and m.role = 'administrator'))
     and (m.role = 'administrator'
          or exists (select 1 from inbox_member o
                      where o.account_id = i.account_id and o.user_id = t.user_id and o.inbox_id = i.id))`;

const LIVE_SINCE = `$1::timestamptz - make_interval(secs => ${SOCKET_SECONDS})`;

const HAS_SOCKET = `(
  exists (select 1 from inbox_socket where account_id = i.account_id and inbox_id = i.id and seen_at > ${LIVE_SINCE})
  or exists (${TOKENS} and t.requests_streamed_at > ${LIVE_SINCE}))`;

/**
 * Reports `r` about the newest messages of inbox `i` that no callback carried. Messages that a token wrote with their provider's
 * id had been sent before. Indexes: message_attempt_started, message_receipt_message, send_attempt.
 */
const REPORTS = `
  select r.actor, r.received_at
    from (select account_id, message_id, number, source_id, is_source_learned from message_attempt
           where account_id = i.account_id and inbox_id = i.id
             and started_at > $1::timestamptz - interval '${ACTED_DAYS} days'
           order by started_at desc limit ${ACTED_MESSAGES}) a
    join message w on w.account_id = a.account_id and w.id = a.message_id
     and (w.sender_type <> 'token' or a.source_id is null or a.is_source_learned)
    join message_receipt r on r.account_id = a.account_id and r.message_id = a.message_id and r.attempt = a.number
     and r.received_at > $1::timestamptz - interval '${ACTED_DAYS} days'
   where r.signal in ('sent', 'failed', 'delivered', 'read')
     and not exists (select 1 from send s
                      where s.account_id = a.account_id and s.message_id = a.message_id and s.attempt = a.number)`;

/** By customers' software, by a bot, or by a token that is usable still. A member's own word is none. */
const HAS_REPORTER = `exists (${REPORTS}
     and (r.actor->>'type' in ('contact', 'bot', 'system')
          or (r.actor->>'type' = 'token'
              and exists (${TOKENS} and t.id = (r.actor->>'id')::bigint))))`;

const FACTS: Record<Exclude<keyof TakerFacts, "channel">, string> = {
  hasCallback: "i.callback_url is not null",
  hasWebhook: HAS_WEBHOOK,
  hasBot: HAS_BOT,
  hasSocket: HAS_SOCKET,
  hasReporter: HAS_REPORTER,
};

const ALL_FACTS = Object.entries(FACTS)
  .map(([name, sql]) => `${sql} as "${name}"`)
  .join(", ");

/** Whether nobody takes the replies of inbox `i`: `lacksTaker`, without what need not be read. $1: now. */
export const LACKS_TAKER = `(not ${takesRepliesSql("i")} and not (case ${Object.values(FACTS)
  .map((sql) => `when ${sql} then true`)
  .join(" ")} else false end))`;

const OF_ONE = statement(`select i.channel, ${ALL_FACTS} from inbox i where i.account_id = $2 and i.id = $3`);

/** What is known of those who could take the replies of an inbox of the account. */
export const readTakerFacts = async (
  db: Db,
  { accountId, inboxId, now }: { accountId: number; inboxId: number; now: Date },
): Promise<TakerFacts> => one(await db.query<TakerFacts>(OF_ONE, [now, accountId, inboxId]));

const OF_NEW = statement(
  `select ${HAS_WEBHOOK} as "hasWebhook" from (select $1::bigint as account_id, 0::bigint as id) i`,
);

/** Whether nobody would take the replies of an inbox that is about to be created. */
export async function newInboxLacksTaker(
  db: Db,
  accountId: number,
  { channel, callbackUrl }: Pick<InboxRow, "channel" | "callbackUrl">,
): Promise<boolean> {
  const { hasWebhook } = one(await db.query<{ hasWebhook: boolean }>(OF_NEW, [accountId]));
  const none = { hasBot: false, hasSocket: false, hasReporter: false };
  return lacksTaker({ channel, hasCallback: callbackUrl !== null, hasWebhook, ...none });
}

/** A usable token that sees an inbox, with when it last read the event log and reported about a message of the inbox. */
export type EventReader = {
  tokenId: number;
  name: string;
  readAt: Date | null;
  reportedAt: Date | null;
  isConnected: boolean;
};

const READERS = statement(`
  select * from (
    select t.id as "tokenId", t.name, t.events_read_at as "readAt", t."reportedAt",
           coalesce(t.requests_streamed_at > ${LIVE_SINCE}, false) as "isConnected"
      from inbox i
     cross join lateral (
       select t.*, (select max(r.received_at) from (${REPORTS}) r
                     where r.actor->>'type' = 'token' and (r.actor->>'id')::bigint = t.id) as "reportedAt"
         from (${TOKENS} order by t.last_used_at desc nulls last limit ${READERS_MAX}) t) t
     where i.account_id = $2 and i.id = $3) found
   where "readAt" >= $4 or "reportedAt" is not null or "isConnected"
   order by greatest("readAt", "reportedAt") desc nulls last`);

/** The tokens that have read the event log since an instant, are connected or have reported lately; the last one first. */
export const listEventReaders = (
  db: Db,
  { accountId, inboxId, since, now }: { accountId: number; inboxId: number; since: Date; now: Date },
): Promise<EventReader[]> => db.query<EventReader>(READERS, [now, accountId, inboxId, since]);

/** Stores since when nobody takes a locked inbox's replies; null: somebody does. It is no setting, so it is not logged. */
export async function saveNoTaker(
  tx: Tx,
  before: InboxRow,
  noTakerSince: InboxRow["noTakerSince"],
): Promise<InboxRow> {
  const row = await updateInbox(tx, before, { noTakerSince });
  const [from, to] = [before, row].map((one) => toInboxDto(one).noTakerSince);
  recordInboxEvent(tx, "inbox.updated", row, { noTakerSince: { from, to } });
  return row;
}

/** Notes that a socket is connected that takes the replies of an inbox. */
export const markInboxSocket = async (
  db: Db,
  { accountId, inboxId, now }: { accountId: number; inboxId: number; now: Date },
): Promise<void> => {
  await db.query(
    `insert into inbox_socket (account_id, inbox_id, seen_at)
     select account_id, id, $3 from inbox where account_id = $1 and id = $2
     on conflict (account_id, inbox_id) do update set seen_at = greatest(inbox_socket.seen_at, excluded.seen_at)`,
    [accountId, inboxId, now],
  );
};
