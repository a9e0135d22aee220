import type { Actor } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import { fromJson } from "@/server/store/_rows/columns";
import { lockRow, lockRows } from "@/server/store/_rows/lock-row";
import type { Tx } from "@/server/store/events/tx";
import { LABEL_MOVE_COLUMNS } from "@/server/store/generated/rows";
import { isLabelled } from "./label-uses";

const { id, fromName, toName } = LABEL_MOVE_COLUMNS;
const LOCKED = { id, fromName, toName };

/** A label that was renamed or, with `toName` null, deleted while conversations and contacts carry its old name. */
export type LabelMove = { id: number; fromName: string; toName: string | null };

/** Queues the change of a label on its conversations and contacts: to its new name, or its removal. */
export async function appendLabelMove(tx: Tx, { fromName, toName }: Omit<LabelMove, "id">): Promise<void> {
  const { accountId, actor } = tx.caller;
  await prismaOf(tx).labelMove.create({ data: { accountId, fromName, toName, actor }, select: { id: true } });
}

/**
 * Refuses names whose earlier label conversations, contacts, views or macros still carry: its move would change new uses
 * with the old ones. A removal with nothing left to remove ends here instead, and a label may get its own earlier name
 * (`current`: the name it has) back, since its moves follow each other.
 */
export async function refuseMoving(tx: Tx, names: readonly string[], current?: string): Promise<void> {
  if (names.length === 0) return;
  const { accountId } = tx.caller;
  const prisma = prismaOf(tx);
  const found = await prisma.labelMove.findMany({
    where: { accountId, fromName: { in: [...names] } },
    select: { id: true, toName: true },
  });
  const waiting = found.filter(({ toName }) => toName === null || toName !== current);
  if (waiting.length === 0) return;
  const where = { id: waiting.map(({ id }) => Number(id)) };
  const locked = await lockRows<LabelMove>(tx, "label_move", { where, columns: LOCKED, mode: "skip" });
  const isOver = locked.length === waiting.length && locked.every(({ toName }) => toName === null);
  if (!isOver || (await isLabelled(tx, names))) throw new Refusal("label.moving", { field: "name" });
  await prisma.labelMove.deleteMany({ where: { accountId, id: { in: where.id } } });
}

export type DueLabelMove = { accountId: number; moveId: number; actor: Actor };

/** The oldest of each account: a name that was renamed twice moves in order. */
export async function listLabelMoves(db: Db, limit: number): Promise<DueLabelMove[]> {
  const prisma = prismaOf(db);
  const oldest = await prisma.labelMove.groupBy({
    by: ["accountId"],
    _min: { id: true },
    orderBy: { accountId: "asc" },
    take: limit,
  });
  if (oldest.length === 0) return [];
  const moves = await prisma.labelMove.findMany({
    where: { OR: oldest.flatMap(({ accountId, _min: { id } }) => (id === null ? [] : [{ accountId, id }])) },
    orderBy: { accountId: "asc" },
    select: { accountId: true, id: true, actor: true },
  });
  return moves.map(({ accountId, id, actor }) => ({
    accountId: Number(accountId),
    moveId: Number(id),
    actor: fromJson<Actor>(actor),
  }));
}

/** Locks a label move; null when it is done, or another process executes it. */
export const lockLabelMove = (tx: Tx, id: number): Promise<LabelMove | null> =>
  lockRow<LabelMove>(tx, "label_move", { id, columns: LOCKED, mode: "skip" });

export async function deleteLabelMove(tx: Tx, moveId: number): Promise<void> {
  await prismaOf(tx).labelMove.deleteMany({ where: { accountId: tx.caller.accountId, id: moveId } });
}
