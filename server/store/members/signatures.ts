import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import type { Tx } from "@/server/store/events/tx";

/** `inboxId: null`: of all inboxes that have none of their own. */
export type Signature = { inboxId: number | null; text: string };

/** In the table, the inbox of the signature of all others. */
const ALL_OTHERS = 0;

/** The signatures of a member; at most one for each inbox, and one of all others. */
export async function listSignatures(
  db: Db,
  { accountId, userId }: { accountId: number; userId: number },
): Promise<Signature[]> {
  const rows = await prismaOf(db).signature.findMany({
    where: { accountId, userId },
    orderBy: { inboxId: "asc" },
    select: { inboxId: true, text: true },
  });
  return rows.map(({ inboxId, text }) => ({
    inboxId: Number(inboxId) === ALL_OTHERS ? null : Number(inboxId),
    text,
  }));
}

/** Saves a member's signature of an inbox or of all others; an empty text removes it. */
export async function saveSignature(tx: Tx, userId: number, { inboxId, text }: Signature): Promise<void> {
  const key = { accountId: tx.caller.accountId, userId, inboxId: inboxId ?? ALL_OTHERS };
  if (text === "") {
    await prismaOf(tx).signature.deleteMany({ where: key });
    return;
  }
  await prismaOf(tx).signature.upsert({
    where: { accountId_userId_inboxId: key },
    create: { ...key, text, updatedAt: tx.now },
    update: { text, updatedAt: tx.now },
    select: { userId: true },
  });
}
