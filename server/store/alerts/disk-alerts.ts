import type { Db } from "@/server/store/_postgres/db";

/** Accounts whose alert about the disk is open, or those whose is not; by id. Indexes: account_pkey, alert_open_once. */
export const listDiskAccounts = (
  db: Db,
  { isOpen, limit }: { isOpen: boolean; limit: number },
): Promise<{ accountId: number }[]> =>
  db.query(
    `select a.id as "accountId" from account a
      where $1 = exists (select from alert o
              where o.account_id = a.id and o.kind = 'disk_filling' and o.subject_id = 1 and o.closed_at is null)
      order by a.id limit $2`,
    [isOpen, limit],
  );
