import type { Actor } from "@/server/contract/_shared/dto";
import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import { fromJson } from "@/server/store/_rows/columns";
import { lockRow } from "@/server/store/_rows/lock-row";
import type { Tx } from "@/server/store/events/tx";
import { LABEL_MOVE_COLUMNS } from "@/server/store/generated/rows";

const { id, fromName, toName } = LABEL_MOVE_COLUMNS;
const LOCKED = { id, fromName, toName };

/** A label that was renamed or, with `toName` null, deleted while conversations and contacts carry its old name. */
export type LabelMove = { id: number; fromName: string; toName: string | null };

/** Queues the change of a label on its conversations and contacts: to its new name, or its removal. */
export async function appendLabelMove(tx: Tx, { fromName, toName }: Omit<LabelMove, "id">): Promise<void> {
  const { accountId, actor } = tx.caller;
  await prismaOf(tx).labelMove.create({ data: { accountId, fromName, toName, actor }, select: { id: true } });
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
