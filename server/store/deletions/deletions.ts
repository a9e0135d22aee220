import { createHash } from "node:crypto";
import type { DeletionDto } from "@/server/contract/deletion/deletion";
import { PLAN_MINUTES, type Planned } from "@/server/domain/deletion/deletion";
import { type Db, one } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import { type Columns, fieldsOf, fromJson, toRow } from "@/server/store/_rows/columns";
import { lockRow, lockRows } from "@/server/store/_rows/lock-row";
import type { Tx } from "@/server/store/events/tx";
import { DELETION_PLAN_COLUMNS, type DeletionPlanRow } from "@/server/store/generated/rows";

/** The caller who may confirm the plan: the same token, or the same member through the screens. */
const callerOf = ({ caller }: Tx): string =>
  caller.tokenId ? `token:${caller.tokenId}` : `user:${caller.userId}`;

const hashOf = (token: string): Buffer<ArrayBuffer> =>
  Buffer.from(createHash("sha256").update(token).digest());

/** Stores the prepared deletion under its token's hash. */
export async function insertPlan(
  tx: Tx,
  { token, contactId, items }: { token: string; contactId: number | null; items: readonly Planned[] },
): Promise<void> {
  await prismaOf(tx).deletionPlan.create({
    data: {
      accountId: tx.caller.accountId,
      tokenHash: hashOf(token),
      caller: callerOf(tx),
      contactId,
      items: items.map(({ id, version, lastNumber }) => [id, version, lastNumber]),
      expiresAt: expiryOf(tx.now),
    },
    select: { id: true },
  });
}

export const expiryOf = (now: Date): Date => new Date(now.getTime() + PLAN_MINUTES * 60_000);

export type Plan = {
  id: number;
  contactId: number | null;
  items: Planned[];
  expiresAt: Date;
  usedAt: Date | null;
};

const { id, contactId, items, expiresAt, usedAt } = DELETION_PLAN_COLUMNS;
const LOCKED = { id, contactId, items, expiresAt, usedAt };

/** Locks the caller's plan with this token; null when there is none or it is another caller's. */
export async function lockPlan(tx: Tx, token: string): Promise<Plan | null> {
  const [row] = await lockRows<Pick<DeletionPlanRow, keyof typeof LOCKED>>(tx, "deletion_plan", {
    where: { token_hash: hashOf(token), caller: callerOf(tx) },
    columns: LOCKED,
  });
  if (!row) return null;
  const items = fromJson<[number, number, number][]>(row.items);
  return { ...row, items: items.map(([id, version, lastNumber]) => ({ id, version, lastNumber })) };
}

export async function spendPlan(tx: Tx, planId: number): Promise<void> {
  await prismaOf(tx).deletionPlan.update({
    where: { accountId_id: { accountId: tx.caller.accountId, id: planId } },
    data: { usedAt: tx.now },
    select: { id: true },
  });
}

type Instants = "createdAt" | "deadlineAt" | "finishedAt";
export type DeletionRow = Omit<DeletionDto, Instants | "acks" | "missing" | "requestedBy"> & {
  /** Who requested it. */
  actor: DeletionDto["requestedBy"];
  faults: number;
  createdAt: Date;
  deadlineAt: Date;
  finishedAt: Date | null;
};

export const DELETION_COLUMNS: Columns<DeletionRow> = {
  id: "$.id",
  operationId: "$.operation_id",
  kind: "$.kind",
  reason: "$.reason",
  contactId: "$.contact_id",
  state: "$.state",
  total: "$.total",
  purged: "$.purged",
  skipped: "$.skipped",
  skips: "$.skips",
  actor: "$.actor",
  faults: "$.faults",
  createdAt: "$.created_at",
  deadlineAt: "$.deadline_at",
  finishedAt: "$.finished_at",
};
const FIELDS = fieldsOf(DELETION_COLUMNS);

export const toDeletionDto = (
  { faults: _, actor: requestedBy, ...row }: DeletionRow,
  acknowledgements: Pick<DeletionDto, "acks" | "missing">,
): DeletionDto => ({
  ...row,
  ...acknowledgements,
  requestedBy,
  createdAt: row.createdAt.toISOString(),
  deadlineAt: row.deadlineAt.toISOString(),
  finishedAt: row.finishedAt?.toISOString() ?? null,
});

/** Locks a running deletion; null when it has ended or another process executes it. */
export const takeDeletion = (tx: Tx, id: number): Promise<DeletionRow | null> =>
  lockRow(tx, "running_deletion", { id, columns: DELETION_COLUMNS, mode: "skip" });

/** Locks the deletion that a bulk operation executes. */
export const lockDriven = async (tx: Tx, operationId: string): Promise<DeletionRow> =>
  one(await lockRows(tx, "deletion", { where: { operation_id: operationId }, columns: DELETION_COLUMNS }));

/** The next pending conversations of a locked deletion, ascending. Index: deletion_item_pkey. */
export async function listPending(tx: Tx, deletionId: number, limit: number): Promise<number[]> {
  const found = await prismaOf(tx).deletionItem.findMany({
    where: { accountId: tx.caller.accountId, deletionId, state: "pending" },
    orderBy: { conversationId: "asc" },
    take: limit,
    select: { conversationId: true },
  });
  return found.map(({ conversationId }) => Number(conversationId));
}

/** A page of an account's deletions, newest first, `before` an id. */
export async function pageDeletions(
  db: Db,
  accountId: number,
  { before, limit }: { before: number | null; limit: number },
): Promise<DeletionRow[]> {
  const found = await prismaOf(db).deletion.findMany({
    where: { accountId, ...(before !== null && { id: { lt: before } }) },
    orderBy: { id: "desc" },
    take: limit,
    select: FIELDS,
  });
  return found.map((row) => toRow<DeletionRow>(row));
}

export type DueDeletion = Pick<DeletionRow, "id" | "reason" | "actor"> & { accountId: number };

/** Running deletions that are due, the longest due first. Index: deletion_due. */
export async function listDueDeletions(
  db: Db,
  { now, limit }: { now: Date; limit: number },
): Promise<DueDeletion[]> {
  const found = await prismaOf(db).deletion.findMany({
    where: { state: "running", dueAt: { lte: now } },
    orderBy: [{ dueAt: "asc" }, { id: "asc" }],
    take: limit,
    select: { accountId: true, id: true, reason: true, actor: true },
  });
  return found.map((row) => toRow<DueDeletion>(row));
}

/** Whether one of these contacts is being erased. Hold their locks, as `confirmDeletion` does. Index: deletion_due. */
export async function isBeingErased(tx: Tx, contactIds: readonly number[]): Promise<boolean> {
  const found = await prismaOf(tx).deletion.findFirst({
    where: { accountId: tx.caller.accountId, state: "running", contactId: { in: [...contactIds] } },
    select: { id: true },
  });
  return found !== null;
}

/** A deletion by its operation, or null. */
export async function findDeletion(
  db: Db,
  accountId: number,
  operationId: string,
): Promise<DeletionRow | null> {
  const found = await prismaOf(db).deletion.findFirst({ where: { accountId, operationId }, select: FIELDS });
  return found && toRow<DeletionRow>(found);
}
