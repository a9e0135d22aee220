import type { DraftDto } from "@/server/contract/message/message-facts";
import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import { toRow } from "@/server/store/_rows/columns";
import type { Tx } from "@/server/store/events/tx";
import { Prisma } from "@/server/store/generated/client";

export type DraftOf = { accountId: number; userId: number; conversationId: number };
export type DraftText = Pick<DraftDto, "kind" | "content"> & Partial<Pick<DraftDto, "email">>;

/** Saves a member's unsent text; the last writer wins. */
export async function putDraft(tx: Tx, of: DraftOf, { kind, content, email }: DraftText): Promise<void> {
  const { accountId, userId, conversationId } = of;
  const key = { accountId, userId, conversationId };
  const draft = { kind, content, email: email ?? Prisma.DbNull, updatedAt: tx.now };
  await prismaOf(tx).draft.upsert({
    where: { accountId_userId_conversationId: key },
    create: { ...key, ...draft },
    update: draft,
    select: { userId: true },
  });
}

export async function deleteDraft(tx: Tx, of: DraftOf): Promise<void> {
  const { accountId, userId, conversationId } = of;
  await prismaOf(tx).draft.deleteMany({ where: { accountId, userId, conversationId } });
}

export async function findDraft(db: Db, of: DraftOf): Promise<DraftDto | null> {
  const { accountId, userId, conversationId } = of;
  const found = await prismaOf(db).draft.findFirst({
    where: { accountId, userId, conversationId },
    select: { kind: true, content: true, email: true, updatedAt: true },
  });
  const row = found && toRow<Required<DraftText> & { updatedAt: Date }>(found);
  return row ? { ...row, updatedAt: row.updatedAt.toISOString() } : null;
}

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
