import {
  FAILURE_HOURS,
  FAILURE_MINUTES,
  FAILURE_SAMPLE,
  type FailureTrouble,
  RECOVERED_ATTEMPTS,
} from "@/server/domain/alert/alert";
import { commonestError } from "@/server/domain/send/error-groups";
import { statement } from "@/server/store/_postgres/statement";
import type { Tx } from "@/server/store/events/tx";
import { UNDELIVERED } from "@/server/store/messages/undelivered";

/** The newest attempts of an inbox that are read: more than this within ten minutes are represented by them. */
const READ_MAX = 200;

export type FailureCounts = Pick<FailureTrouble, "sample" | "recent" | "newest">;

export type FailureCountsRow = {
  sample: number;
  sampleFailed: number;
  recent: number;
  recentFailed: number;
  newest: number;
  newestFailed: number;
};

export const toFailureCounts = (row: FailureCountsRow): FailureCounts => ({
  sample: { attempts: row.sample, failed: row.sampleFailed },
  recent: { attempts: row.recent, failed: row.recentFailed },
  newest: { attempts: row.newest, failed: row.newestFailed },
});

/**
 * Attempts of inbox `i` that ended, newest first, and whether they failed. An earlier attempt failed if that was reported; else
 * nobody knows. A current one ended once it was sent. $1: now.
 */
const ENDED = `
  select e.*, row_number() over (order by e.started_at desc, e.message_id desc) as place
    from (select a.message_id, a.number, a.started_at,
                 case when a.number = m.attempt
                   then case when m.status = 'failed' then true
                             when m.status in ('sent', 'delivered', 'read') and not m.is_unconfirmed then false end
                   else (select true from message_receipt r
                          where r.account_id = a.account_id and r.message_id = a.message_id and r.attempt = a.number
                            and r.signal = 'failed' and r.result = 'applied' limit 1) end as is_failed
            from (select account_id, message_id, number, started_at from message_attempt
                   where account_id = i.account_id and inbox_id = i.id
                     and started_at > $1::timestamptz - interval '${FAILURE_HOURS} hours'
                     and started_at <= $1::timestamptz
                   order by started_at desc limit ${READ_MAX}) a
            cross join lateral (select status, attempt, is_unconfirmed from message
                                 where account_id = a.account_id and id = a.message_id offset 0) m) e
   where e.is_failed is not null`;

/** Whether one of the newest messages in trouble of inbox `i` failed within the time: else no attempt is read. */
const HAS_FAILED = `exists (
  select 1 from (select m.status, m.updated_at from message m
                  where m.account_id = i.account_id and m.inbox_id = i.id
                    and ${UNDELIVERED}
                  order by m.id desc limit ${FAILURE_SAMPLE}) newest
   where status = 'failed' and updated_at > $1::timestamptz - interval '${FAILURE_HOURS} hours')`;

/**
 * What decides whether the failures of inbox `i` are a reason for an alert; `a.kinds`: its open alerts. All zero without a
 * failed message. Reads at most `READ_MAX` attempts. Indexes: message_trouble, message_attempt_started, message_pkey,
 * message_receipt_message.
 */
export const FAILURE_COUNTS = `
  select (count(*) filter (where place <= ${FAILURE_SAMPLE}))::int as sample,
         (count(*) filter (where place <= ${FAILURE_SAMPLE} and is_failed))::int as "sampleFailed",
         (count(*) filter (where is_recent))::int as recent,
         (count(*) filter (where is_recent and is_failed))::int as "recentFailed",
         (count(*) filter (where place <= ${RECOVERED_ATTEMPTS}))::int as newest,
         (count(*) filter (where place <= ${RECOVERED_ATTEMPTS} and is_failed))::int as "newestFailed"
    from (select ended.*, started_at > $1::timestamptz - interval '${FAILURE_MINUTES} minutes' as is_recent
            from (${ENDED}) ended
           where 'messages_failing' = any(a.kinds) or ${HAS_FAILED}) counted`;

const TEXTS = statement(`
  select (select nullif(btrim(r.error), '') from message_receipt r
           where r.account_id = i.account_id and r.message_id = e.message_id and r.attempt = e.number
             and r.signal = 'failed' and r.result = 'applied' order by r.id desc limit 1) as error
    from inbox i
   cross join lateral (${ENDED}) e
   where i.account_id = $2 and i.id = $3 and e.is_failed
   order by e.place`);

/** The commonest error among the newest attempts of an inbox of the account, by its fingerprint; null: none has a text. */
export async function readCommonestError(tx: Tx, inboxId: number): Promise<string | null> {
  const rows = await tx.query<{ error: string | null }>(TEXTS, [tx.now, tx.caller.accountId, inboxId]);
  return commonestError(rows.flatMap(({ error }) => error ?? []));
}
