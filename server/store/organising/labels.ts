import { Refusal } from "@/server/contract/_shared/refusal";
import type { EventType } from "@/server/contract/event/event";
import type { LabelDto } from "@/server/contract/organising/label";
import { SPAM } from "@/server/domain/inbox/policy";
import { LABELS_MAX } from "@/server/domain/organising/label";
import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import { refuseTaken, type Taken } from "@/server/store/_postgres/refuse-taken";
import { byName } from "@/server/store/_rows/by-name";
import { fieldsOf, toRow } from "@/server/store/_rows/columns";
import { lockRow, lockRows } from "@/server/store/_rows/lock-row";
import { recordEvent } from "@/server/store/events/record-event";
import { type Changes, differences, type Tx } from "@/server/store/events/tx";
import { LABEL_COLUMNS, type LabelRow, toLabelFields } from "@/server/store/generated/rows";
import { refuseMoving } from "./label-moves";

const FIELDS = fieldsOf(LABEL_COLUMNS);

export const toLabelDto: (row: LabelRow) => LabelDto = toLabelFields;

export type LabelText = Pick<LabelRow, "name" | "colour" | "description">;

/**
 * Inserts labels and records `label.created`; skips those whose names are taken, and refuses those that are being moved away.
 * Ascending by name, against deadlocks.
 */
export async function insertLabels(tx: Tx, labels: readonly LabelText[]): Promise<LabelRow[]> {
  await requireRoom(tx, labels.length);
  const sorted = labels.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const made = await prismaOf(tx).label.createManyAndReturn({
    data: sorted.map(({ name, colour, description }) => ({
      accountId: tx.caller.accountId,
      name,
      colour,
      description,
      createdAt: tx.now,
      updatedAt: tx.now,
    })),
    skipDuplicates: true,
    select: FIELDS,
  });
  const rows = made.map((label) => toRow<LabelRow>(label));
  await refuseMoving(
    tx,
    rows.map(({ name }) => name),
  ); // now: the label of this name that was deleted last is seen
  for (const row of rows) record(tx, "label.created", row, {});
  return rows;
}

/**
 * Creates missing labels for names that a conversation is about to get. Existing labels get a shared lock until the end
 * of the transaction: none is deleted meanwhile.
 */
export async function provideLabels(tx: Tx, names: readonly string[]): Promise<void> {
  const wanted = names.filter((name) => name !== SPAM);
  if (wanted.length === 0) return;
  const known = await lockRows(tx, "label", {
    where: { name: wanted },
    columns: { name: LABEL_COLUMNS.name },
    orderBy: "name",
    mode: "share",
  });
  const missing = wanted.filter((name) => !known.some((label) => label.name === name));
  if (missing.length === 0) return;
  await insertLabels(
    tx,
    missing.map((name) => ({ name, colour: "gray", description: "" })),
  );
}

/** Locks a label that is not deleted; null when there is none. */
export const lockLabel = (tx: Tx, id: number): Promise<LabelRow | null> =>
  lockRow(tx, "label", { id, columns: LABEL_COLUMNS });

/** Saves changed fields, or with `deletedAt` the deletion; refuses a name that another has, or that is being moved away. */
export async function saveLabel(
  tx: Tx,
  before: LabelRow,
  patch: Partial<LabelText & Pick<LabelRow, "deletedAt">>,
): Promise<LabelRow> {
  const { name, colour, description, deletedAt } = { ...before, ...patch };
  const saved = await refuseTaken(
    TAKEN,
    prismaOf(tx).label.update({
      where: { accountId_id: { accountId: tx.caller.accountId, id: before.id }, version: before.version },
      data: { name, colour, description, deletedAt, updatedAt: tx.now, version: { increment: 1 } },
      select: FIELDS,
    }),
  );
  const after = toRow<LabelRow>(saved);
  if (name !== before.name) await refuseMoving(tx, [name], before.name);
  const dtos = [toLabelDto(before), toLabelDto(after)] as const;
  const changes = differences(...dtos, ["name", "colour", "description", "deletedAt"]);
  record(tx, deletedAt === null ? "label.updated" : "label.deleted", after, changes);
  return after;
}

/** All labels of an account by name, at most `LABELS_MAX`; index label_name. */
export async function listLabels(db: Db, accountId: number): Promise<LabelDto[]> {
  const found = await prismaOf(db).label.findMany({
    where: { accountId, deletedAt: null },
    orderBy: { name: "asc" },
    take: LABELS_MAX,
    select: FIELDS,
  });
  return found.map((label) => toLabelDto(toRow<LabelRow>(label))).sort(byName);
}

/** Refuses `more` labels beyond the limit of an account. */
async function requireRoom(tx: Tx, more: number): Promise<void> {
  const where = { accountId: tx.caller.accountId, deletedAt: null };
  const found = await prismaOf(tx).label.count({ where, take: LABELS_MAX });
  if (found + more > LABELS_MAX) throw new Refusal("label.too_many");
}

const TAKEN: Taken = { label_name: { code: "label.taken", field: "name" } };

const record = (
  tx: Tx,
  type: Extract<EventType, `label.${string}`>,
  row: LabelRow,
  changes: Changes,
): void => {
  recordEvent(tx, { type, resource: "label", dto: toLabelDto(row), changes });
};
