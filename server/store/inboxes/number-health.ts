import type { Notice, NumberReading, UnknownNumbers } from "@/server/contract/channel/number-health";
import type { Db } from "@/server/store/_postgres/db";

type OfInbox = { inboxId: number; now: Date };

/** Stores a provider's description of an inbox's number. Bookkeeping: makes no event. */
export const saveNumber = (
  db: Db,
  accountId: number,
  { inboxId, number }: { inboxId: number; number: NumberReading },
): Promise<unknown> =>
  db.query("update inbox_channel_health set number = $3 where account_id = $1 and inbox_id = $2", [
    accountId,
    inboxId,
    JSON.stringify(number),
  ]);

/**
 * Stores a provider's report about an inbox, the latest of its kind, and requests that its number is read anew. Bookkeeping: makes no
 * event. `notice`: null: there is nothing to show but the number.
 */
export const saveNotice = (
  db: Db,
  accountId: number,
  { inboxId, kind, notice, now }: OfInbox & { kind: string; notice: Notice | null },
): Promise<unknown> =>
  db.query(
    `insert into inbox_channel_health as h (account_id, inbox_id, state, since, reconnect_at, notices)
     values ($1, $2, 'connecting', $3, $3, case when $5::jsonb is null then '{}'::jsonb else jsonb_build_object($4::text, $5::jsonb) end)
     on conflict (account_id, inbox_id) do update set reconnect_at = $3,
       notices = case when $5::jsonb is null or (h.notices -> $4::text ->> 'at')::timestamptz > ($5::jsonb ->> 'at')::timestamptz
                 then h.notices else h.notices || excluded.notices end`,
    [accountId, inboxId, now, kind, notice && JSON.stringify(notice)],
  );

/** The numbers that an inbox counts; of the others no more than their sum, under an empty id. */
const NUMBERS_MAX = 50;

/** Counts that a webhook of an inbox was about a number that no inbox has. Bookkeeping: makes no event. */
export const countUnknownNumber = (
  db: Db,
  accountId: number,
  { inboxId, numberId, displayNumber, now }: OfInbox & { numberId: string; displayNumber: string | null },
): Promise<unknown> =>
  db.query(
    `insert into inbox_channel_health as h (account_id, inbox_id, state, since, unknown_numbers)
     values ($1, $2, 'connecting', $5::timestamptz,
             jsonb_build_object($3::text, jsonb_build_object('displayNumber', $4::text, 'count', 1, 'lastAt', $6::text)))
     on conflict (account_id, inbox_id) do update set unknown_numbers = (
       select h.unknown_numbers || jsonb_build_object(k.id, jsonb_build_object(
                'displayNumber', case when k.id = '' then null else $4::text end,
                'count', coalesce((h.unknown_numbers -> k.id ->> 'count')::int, 0) + 1, 'lastAt', $6::text))
         from (select case when h.unknown_numbers ? $3::text
                             or (select count(*) from jsonb_object_keys(h.unknown_numbers)) < ${NUMBERS_MAX}
                           then $3::text else '' end as id) k)`,
    [accountId, inboxId, numberId, displayNumber, now, now.toISOString()],
  );

/**
 * The numbers that webhooks of an inbox were about lately and no inbox has, by the provider's id. One that an inbox has got since then is
 * left out. Indexes: inbox_channel_health_pkey, inbox_pkey.
 */
export async function readUnknownNumbers(
  db: Db,
  accountId: number,
  { inboxId, since }: { inboxId: number; since: Date },
): Promise<UnknownNumbers> {
  const [row] = await db.query<{ numbers: UnknownNumbers | null }>(
    `select jsonb_object_agg(k.key, k.value) as numbers
       from inbox_channel_health h cross join lateral jsonb_each(h.unknown_numbers) k
      where h.account_id = $1 and h.inbox_id = $2 and (k.value ->> 'lastAt')::timestamptz >= $3
        and not exists (
          select 1 from inbox i cross join lateral jsonb_each(i.channel_settings) s
           where i.account_id = $1 and i.updated_at >= (k.value ->> 'lastAt')::timestamptz and s.value = to_jsonb(k.key))`,
    [accountId, inboxId, since],
  );
  return row?.numbers ?? {};
}
