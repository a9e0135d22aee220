import type { AlertDto, AlertState } from "@/server/contract/alert/alert";
import type { AlertKind } from "@/server/domain/alert/alert";
import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import { fieldsOf, fromJson, type StoredRow, toRow } from "@/server/store/_rows/columns";
import { recordEvent } from "@/server/store/events/record-event";
import type { Tx } from "@/server/store/events/tx";
import { ALERT_COLUMNS, type AlertRow, toAlertFields } from "@/server/store/generated/rows";
import { notifyAdministrators } from "./notify-administrators";

/** Accounts whose alert about the disk is open, or those whose is not; by id. Indexes: account_pkey, alert_open_once. */
export async function listDiskAccounts(
  db: Db,
  { isOpen, limit }: { isOpen: boolean; limit: number },
): Promise<{ accountId: number }[]> {
  const open = await prismaOf(db).alert.findMany({
    where: { kind: "disk_filling", subjectId: 1, closedAt: null },
    orderBy: { accountId: "asc" },
    select: { accountId: true },
  });
  if (isOpen) return open.slice(0, limit).map(({ accountId }) => ({ accountId: Number(accountId) }));
  const others = await prismaOf(db).account.findMany({
    where: { id: { notIn: open.map(({ accountId }) => accountId) } },
    orderBy: { id: "asc" },
    take: limit,
    select: { id: true },
  });
  return others.map(({ id }) => ({ accountId: Number(id) }));
}

/** How many alerts of a kind are open in an account. */
export type OpenAlerts = { accountId: number; kind: AlertKind; count: number };

/** The open alerts of all accounts, by kind: for metrics. Index: alert_open. */
export async function countOpenAlerts(db: Db): Promise<OpenAlerts[]> {
  const counts = await prismaOf(db).alert.groupBy({
    by: ["accountId", "kind"],
    where: { closedAt: null },
    _count: { id: true },
  });
  return counts.map(({ _count, ...of }) => ({ ...toRow<Omit<OpenAlerts, "count">>(of), count: _count.id }));
}

/** How long closed alerts are kept. */
export const ALERT_DAYS = 90;

const FIELDS = fieldsOf(ALERT_COLUMNS);

export const toAlertDto: (row: AlertRow) => AlertDto = toAlertFields;

const toAlertRow = ({ facts, ...found }: StoredRow<AlertRow>): AlertRow =>
  toRow<AlertRow>({ ...found, facts: fromJson(facts) });

export type NewAlert = Pick<AlertDto, "kind" | "subject" | "facts">;

/**
 * Opens an alert, tells the administrators and records `alert.opened`, unless one of the kind is open about the subject, which
 * the caller has locked.
 */
export async function openAlert(tx: Tx, { kind, subject, facts }: NewAlert): Promise<AlertRow | null> {
  const { accountId } = tx.caller;
  const [made] = await prismaOf(tx).alert.createManyAndReturn({
    data: [
      {
        accountId,
        kind,
        subjectType: subject.type,
        subjectId: subject.id,
        subjectName: subject.name,
        facts,
        createdAt: tx.now,
        updatedAt: tx.now,
      },
    ],
    skipDuplicates: true,
    select: FIELDS,
  });
  if (!made) return null;
  const row = toAlertRow(made);
  await notifyAdministrators(tx, row.id);
  recordEvent(tx, { type: "alert.opened", resource: "alert", dto: toAlertDto(row), changes: {} });
  return row;
}

/** Closes the open alert of the kind about a subject, which the caller has locked, if there is one: `alert.closed`. */
export async function closeAlert(
  tx: Tx,
  { kind, subjectId }: { kind: AlertDto["kind"]; subjectId: number },
): Promise<AlertRow | null> {
  const [closed] = await prismaOf(tx).alert.updateManyAndReturn({
    where: { accountId: tx.caller.accountId, kind, subjectId, closedAt: null },
    data: { closedAt: tx.now, updatedAt: tx.now, version: { increment: 1 } },
    select: FIELDS,
  });
  if (!closed) return null;
  const row = toAlertRow(closed);
  const dto = toAlertDto(row);
  const changes = { closedAt: { from: null, to: dto.closedAt } };
  recordEvent(tx, { type: "alert.closed", resource: "alert", dto, changes });
  return row;
}

/** Whether the alert of a kind is open about a subject. Index: alert_open_once. */
export async function isAlertOpen(
  db: Db,
  of: { accountId: number; kind: AlertKind; subjectId: number },
): Promise<boolean> {
  return (await prismaOf(db).alert.count({ where: { ...of, closedAt: null } })) > 0;
}

/** At most one alert of a kind is open about a subject, so they are few. Index: alert_open_once. */
export const countOpen = (db: Db, accountId: number): Promise<number> =>
  prismaOf(db).alert.count({ where: { accountId, closedAt: null } });

/** Where a page begins: after this alert. */
export type AlertPosition = { isOpen: boolean; id: number };

/** A page of an account's alerts: the open ones first, each part newest first. */
export async function listAlertRows(
  db: Db,
  accountId: number,
  { state, after, limit }: { state: AlertState | null; after: AlertPosition | null; limit: number },
): Promise<AlertRow[]> {
  const parts = (state === null ? [true, false] : [state === "open"]).filter(
    (isOpen) => after === null || after.isOpen || !isOpen,
  );
  const rows: AlertRow[] = [];
  for (const isOpen of parts) {
    if (rows.length === limit) break;
    const found = await prismaOf(db).alert.findMany({
      where: {
        accountId,
        closedAt: isOpen ? null : { not: null },
        ...(after?.isOpen === isOpen && { id: { lt: after.id } }),
      },
      orderBy: { id: "desc" },
      take: limit - rows.length,
      select: FIELDS,
    });
    rows.push(...found.map(toAlertRow));
  }
  return rows;
}

/** Inboxes of an account with an open alert of missing reports. Index: alert_open_once. */
export async function listUnreportedIds(db: Db, accountId: number): Promise<number[]> {
  const found = await prismaOf(db).alert.findMany({
    where: { accountId, kind: "no_delivery_reports", closedAt: null },
    orderBy: { subjectId: "asc" },
    select: { subjectId: true },
  });
  return found.map(({ subjectId }) => Number(subjectId));
}

export type DueBulkAlert = { accountId: number; bulkId: number };

/** Bulk operations whose alert has been open since `before`. Index: alert_open. */
export async function listOldBulkAlerts(
  db: Db,
  { before, limit }: { before: Date; limit: number },
): Promise<DueBulkAlert[]> {
  const found = await prismaOf(db).alert.findMany({
    where: { kind: "bulk_timed_out", closedAt: null, createdAt: { lte: before } },
    orderBy: { createdAt: "asc" },
    take: limit,
    select: { accountId: true, subjectId: true },
  });
  return found.map(({ accountId, subjectId }) => ({
    accountId: Number(accountId),
    bulkId: Number(subjectId),
  }));
}
