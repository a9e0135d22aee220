import type { AlertDto, AlertState } from "@/server/contract/alert/alert";
import type { AlertKind } from "@/server/domain/alert/alert";
import { type Db, one } from "@/server/store/_postgres/db";
import { type Columns, select } from "@/server/store/_rows/columns";
import { recordEvent } from "@/server/store/events/record-event";
import type { Tx } from "@/server/store/events/tx";
import { notifyAdministrators } from "./notify-administrators";

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

/** How many alerts of a kind are open in an account. */
export type OpenAlerts = { accountId: number; kind: AlertKind; count: number };

/** The open alerts of all accounts, by kind: for metrics. Index: alert_open. */
export const countOpenAlerts = (db: Db): Promise<OpenAlerts[]> =>
  db.query<OpenAlerts>(
    `select account_id as "accountId", kind, count(*)::int as count from alert
      where closed_at is null group by account_id, kind`,
    [],
  );

/** How long closed alerts are kept. */
export const ALERT_DAYS = 90;

export type AlertRow = Pick<AlertDto, "id" | "version" | "kind" | "facts"> & {
  subjectType: AlertDto["subject"]["type"];
  subjectId: number;
  subjectName: string;
  closedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
};

export const ALERT_COLUMNS: Columns<AlertRow> = {
  id: "$.id",
  kind: "$.kind",
  subjectType: "$.subject_type",
  subjectId: "$.subject_id",
  subjectName: "$.subject_name",
  facts: "$.facts",
  closedAt: "$.closed_at",
  version: "$.version",
  createdAt: "$.created_at",
  updatedAt: "$.updated_at",
};
const ALERT = select(ALERT_COLUMNS);

export const toAlertDto = ({ subjectType, subjectId, subjectName, ...row }: AlertRow): AlertDto => ({
  ...row,
  subject: { type: subjectType, id: subjectId, name: subjectName },
  closedAt: row.closedAt?.toISOString() ?? null,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});

export type NewAlert = Pick<AlertDto, "kind" | "subject" | "facts">;

/**
 * Opens an alert, tells the administrators and records `alert.opened`, unless one of the kind is open about the subject, which
 * the caller has locked.
 */
export async function openAlert(tx: Tx, { kind, subject, facts }: NewAlert): Promise<AlertRow | null> {
  const { accountId } = tx.caller;
  const [row] = await tx.query<AlertRow>(
    `insert into alert (account_id, kind, subject_type, subject_id, subject_name, facts, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $7)
     on conflict (account_id, kind, subject_id) where closed_at is null do nothing returning ${ALERT}`,
    [accountId, kind, subject.type, subject.id, subject.name, JSON.stringify(facts), tx.now],
  );
  if (!row) return null;
  await notifyAdministrators(tx, row.id);
  recordEvent(tx, { type: "alert.opened", resource: "alert", dto: toAlertDto(row), changes: {} });
  return row;
}

/** Closes the open alert of the kind about a subject, which the caller has locked, if there is one: `alert.closed`. */
export async function closeAlert(
  tx: Tx,
  { kind, subjectId }: { kind: AlertDto["kind"]; subjectId: number },
): Promise<AlertRow | null> {
  const [row] = await tx.query<AlertRow>(
    `update alert set closed_at = $4, updated_at = $4, version = version + 1
      where account_id = $1 and kind = $2 and subject_id = $3 and closed_at is null returning ${ALERT}`,
    [tx.caller.accountId, kind, subjectId, tx.now],
  );
  if (!row) return null;
  const dto = toAlertDto(row);
  const changes = { closedAt: { from: null, to: dto.closedAt } };
  recordEvent(tx, { type: "alert.closed", resource: "alert", dto, changes });
  return row;
}

/** At most one alert of a kind is open about a subject, so they are few. Index: alert_open_once. */
export async function countOpen(db: Db, accountId: number): Promise<number> {
  const rows = await db.query<{ count: number }>(
    `select count(*) as count from alert where account_id = $1 and closed_at is null`,
    [accountId],
  );
  return one(rows).count;
}

/** Where a page begins: after this alert. */
export type AlertPosition = { isOpen: boolean; id: number };

/** A page of an account's alerts: the open ones first, each part newest first. */
export const listAlertRows = (
  db: Db,
  accountId: number,
  { state, after, limit }: { state: AlertState | null; after: AlertPosition | null; limit: number },
): Promise<AlertRow[]> =>
  db.query<AlertRow>(
    `select ${ALERT} from alert
      where account_id = $1 and ($2::boolean is null or (closed_at is null) = $2)
        and ($3::boolean is null or ((closed_at is null), id) < ($3, $4::bigint))
      order by (closed_at is null) desc, id desc limit $5`,
    [accountId, state === null ? null : state === "open", after?.isOpen ?? null, after?.id ?? null, limit],
  );
