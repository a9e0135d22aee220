import type { Db } from "@/server/store/_postgres/db";
import { select } from "@/server/store/_rows/columns";
import type { Tx } from "@/server/store/events/tx";
import { REFUSED_MAIL_COLUMNS, type RefusedMailRow } from "@/server/store/generated/rows";

/** The refused mails that an inbox keeps. */
const KEPT_MAX = 100;
/** Older ones no longer count, and are removed with the next one. */
const COUNTED_DAYS = 30;

/** Keeps that a mail was refused, once by its key, and removes the oldest beyond the bound. Bookkeeping: makes no event. */
export const saveRefusedMail = (
  db: Db,
  accountId: number,
  { inboxId, mailKey, sender, subject, code, reason, bytes, refusedAt }: RefusedMailRow,
): Promise<unknown> =>
  db.query(
    `with saved as (
       insert into refused_mail (account_id, inbox_id, mail_key, sender, subject, code, reason, bytes, refused_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       on conflict (account_id, inbox_id, mail_key) do nothing returning 1)
     delete from refused_mail
      where account_id = $1 and inbox_id = $2 and exists (select 1 from saved)
        and (refused_at < $9::timestamptz - make_interval(days => ${COUNTED_DAYS})
             or mail_key in (select mail_key from refused_mail where account_id = $1 and inbox_id = $2
                              order by refused_at desc, mail_key offset ${KEPT_MAX - 1}))`,
    [accountId, inboxId, mailKey, sender, subject, code, reason, bytes, refusedAt],
  );

/** How many mails of an inbox were refused lately, and the last of them. `count` has no more than are kept. */
export type RefusedLately = { count: number; last: RefusedMailRow };

/** The mails of an inbox that were refused lately; null: none. Index: refused_mail_newest. */
export async function readRefusedMail(
  db: Db,
  accountId: number,
  { inboxId, now }: { inboxId: number; now: Date },
): Promise<RefusedLately | null> {
  const rows = await db.query<RefusedMailRow>(
    `select ${select(REFUSED_MAIL_COLUMNS)} from refused_mail
      where account_id = $1 and inbox_id = $2 and refused_at >= $3::timestamptz - make_interval(days => ${COUNTED_DAYS})
      order by refused_at desc, mail_key limit ${KEPT_MAX}`,
    [accountId, inboxId, now],
  );
  const [last] = rows;
  return last ? { count: rows.length, last } : null;
}

/** Where a list of refused mail goes on: after the mail of this time, and of several by the digest of its key. */
export type RefusedMailPosition = { refusedAt: Date; digest: number };
export type ListedRefusal = RefusedMailRow & RefusedMailPosition;

type ListRefused = { inboxId: number; now: Date; after: RefusedMailPosition | null; limit: number };

/** 48 bits of a key, which fit a position of a list. */
const DIGEST = "(hashtextextended(mail_key, 0) & 281474976710655)";

/** The mails of an inbox that were refused lately, newest first. Index: refused_mail_newest. */
export const listRefusedRows = (
  db: Db,
  accountId: number,
  { inboxId, now, after, limit }: ListRefused,
): Promise<ListedRefusal[]> =>
  db.query<ListedRefusal>(
    `select ${select(REFUSED_MAIL_COLUMNS)}, ${DIGEST} as digest from refused_mail
      where account_id = $1 and inbox_id = $2 and refused_at >= $3::timestamptz - make_interval(days => ${COUNTED_DAYS})
        and ($4::timestamptz is null or refused_at < $4 or refused_at = $4 and ${DIGEST} > $5)
      order by refused_at desc, ${DIGEST} limit $6`,
    [accountId, inboxId, now, after?.refusedAt ?? null, after?.digest ?? null, limit],
  );

/** Deletes what was refused from these addresses, in any case. */
export const deleteRefusedFrom = (tx: Tx, addresses: readonly string[]): Promise<unknown> =>
  tx.query(
    `delete from refused_mail
      where account_id = $1 and lower(sender) in (select lower(a) from unnest($2::text[]) as s (a))`,
    [tx.caller.accountId, addresses],
  );
