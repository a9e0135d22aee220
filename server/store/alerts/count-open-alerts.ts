import type { AlertKind } from "@/server/domain/alert/alert";
import type { Db } from "@/server/store/_postgres/db";

/** How many alerts of a kind are open in an account. */
export type OpenAlerts = { accountId: number; kind: AlertKind; count: number };

/** The open alerts of all accounts, by kind: for metrics. Index: alert_open. */
export const countOpenAlerts = (db: Db): Promise<OpenAlerts[]> =>
  db.query<OpenAlerts>(
    `select account_id as "accountId", kind, count(*)::int as count from alert
      where closed_at is null group by account_id, kind`,
    [],
  );
