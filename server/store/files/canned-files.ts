import { prismaOf } from "@/server/store/_postgres/prisma";
import type { Tx } from "@/server/store/events/tx";

type Ids = readonly number[];

/**
 * Gives a locked canned reply these locked files, in this order, instead of those before. What it no longer has belongs
 * to the caller as an upload does: they may put it back, and it is deleted with uploads that nothing has.
 */
export async function saveCannedFiles(
  tx: Tx,
  cannedReplyId: number,
  { before, after }: { before: Ids; after: Ids },
): Promise<void> {
  const { accountId, actor } = tx.caller;
  if (before.join() === after.join()) return;
  const prisma = prismaOf(tx);
  await prisma.cannedReplyFile.deleteMany({ where: { accountId, cannedReplyId } });
  const data = after.map((fileId, i) => ({ accountId, cannedReplyId, number: i + 1, fileId }));
  if (data.length > 0) await prisma.cannedReplyFile.createMany({ data });
  await prisma.file.updateMany({
    where: { accountId, id: { in: [...after] }, unattachedSince: { not: null } },
    data: { unattachedSince: null },
  });
  await prisma.file.updateMany({
    where: { accountId, id: { in: before.filter((id) => !after.includes(id)) } },
    data: { unattachedSince: tx.now, creatorType: actor.type, creatorId: actor.id },
  });
}
