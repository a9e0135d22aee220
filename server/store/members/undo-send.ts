import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import type { Tx } from "@/server/store/events/tx";

/** The undo window of a user's messages, in seconds. */
export async function readUndoSend(db: Db, userId: number): Promise<number> {
  const found = await prismaOf(db).user.findFirst({
    where: { id: userId },
    select: { undoSendSeconds: true },
  });
  if (!found) throw new Error(`user ${userId} is not there`);
  return found.undoSendSeconds;
}

export async function saveUndoSend(tx: Tx, userId: number, seconds: number): Promise<void> {
  await prismaOf(tx).user.update({
    where: { id: userId },
    data: { undoSendSeconds: seconds, updatedAt: tx.now },
    select: { id: true },
  });
}
