import type { UploadBudgets, UploadScope } from "@/server/domain/message/file";
import type { DiskReserve } from "@/server/lib/files/disk-reserve";
import { type Db, one } from "@/server/store/_postgres/db";

/** What bounds all uploads together. `disk` is null where files and the database are on other machines. */
export type UploadLimits = { budgets: UploadBudgets; disk: DiskReserve | null };
export const UNLIMITED: UploadLimits = {
  budgets: { visitor: null, inbox: null, account: null },
  disk: null,
};

/** What is counted, and how many bytes it may have on a day. */
export type Budget = { scope: UploadScope; id: number; bytesMax: number };

/** So many bytes were counted against every budget; null: too few are left, and nothing was counted. */
export type Reserved = {
  bytes: number | null;
  /** The budget with the fewest bytes left. */
  scope: UploadScope;
};

type Row = { rest: number; tightest: UploadScope; over: number | null };

/**
 * Counts bytes that are about to come against the account's budgets of the day, at once and in all processes: `most`, or the
 * rest of the tightest budget where that is at least `least`. A row is locked until the statement ends; who overtook another is
 * over the budget by what it returns, and gives that back. Rows are changed in the order of the budgets: two statements never wait for
 * each other in a circle. Index: upload_usage_pkey.
 */
export async function reserveUpload(
  db: Db,
  accountId: number,
  { budgets, now, least, most }: { budgets: readonly Budget[]; now: Date; least: number; most: number },
): Promise<Reserved> {
  const { rest, tightest, over } = one(
    await db.query<Row>(
      `
  with budget as (
    select * from unnest($3::text[], $4::bigint[], $5::bigint[]) with ordinality b (scope, id, most, place)
  ), rest as (
    select b.*, b.most - coalesce(u.bytes, 0) as bytes
      from budget b left join upload_usage u
        on u.account_id = $1 and u.day = ($2::timestamptz at time zone 'utc')::date and u.scope = b.scope and u.scope_id = b.id
  ), wanted as (
    select least($6::bigint, min(bytes)) as bytes from rest
  ), counted as (
    insert into upload_usage as u (account_id, day, scope, scope_id, bytes)
    select $1, ($2::timestamptz at time zone 'utc')::date, r.scope, r.id, w.bytes
      from rest r, wanted w where w.bytes >= $7::bigint order by r.place
        on conflict (account_id, day, scope, scope_id) do update set bytes = u.bytes + excluded.bytes
    returning u.scope, u.bytes
  )
  select (select bytes from wanted) as rest, (select scope from rest order by bytes, place limit 1) as tightest,
         (select max(c.bytes - b.most) from counted c join budget b using (scope)) as over`,
      [
        accountId,
        now,
        budgets.map(({ scope }) => scope),
        budgets.map(({ id }) => id),
        budgets.map(({ bytesMax }) => bytesMax),
        most,
        least,
      ],
    ),
  );
  if (over === null) return { bytes: null, scope: tightest };
  if (over <= 0) return { bytes: rest, scope: tightest };
  const isEnough = rest - over >= least;
  await returnUpload(db, accountId, { budgets, now, bytes: isEnough ? over : rest });
  return { bytes: isEnough ? rest - over : null, scope: tightest };
}

/** Gives back what did not come, or is not kept. `now`: the instant at which it was reserved. Index: upload_usage_pkey. */
export async function returnUpload(
  db: Db,
  accountId: number,
  { budgets, now, bytes }: { budgets: readonly Budget[]; now: Date; bytes: number },
): Promise<void> {
  await db.query(
    `insert into upload_usage as u (account_id, day, scope, scope_id, bytes)
     select $1, ($2::timestamptz at time zone 'utc')::date, b.scope, b.id, 0
       from unnest($3::text[], $4::bigint[]) with ordinality b (scope, id, place) order by b.place
         on conflict (account_id, day, scope, scope_id) do update set bytes = greatest(0, u.bytes - $5::bigint)`,
    [accountId, now, budgets.map(({ scope }) => scope), budgets.map(({ id }) => id), bytes],
  );
}
