import { prismaOf } from "@/server/store/_postgres/prisma";
import type { Tx } from "@/server/store/events/tx";
import type { ScheduledMessageRow } from "@/server/store/generated/rows";

type Scheduled = Pick<ScheduledMessageRow, "id" | "conversationId" | "author">;
type Ids = readonly number[];

/** A locked scheduled message has these locked files, as its author's own. */
export async function keepFiles(tx: Tx, scheduled: Scheduled, fileIds: Ids): Promise<void> {
  if (fileIds.length === 0) return;
  const { accountId } = tx.caller;
  const { id: scheduledMessageId, conversationId, author } = scheduled;
  const prisma = prismaOf(tx);
  await prisma.scheduledMessageFile.createMany({
    data: fileIds.map((fileId) => ({ accountId, fileId, scheduledMessageId, conversationId })),
  });
  await prisma.file.updateMany({
    where: { accountId, id: { in: [...fileIds] } },
    data: { unattachedSince: null, creatorType: author.type, creatorId: author.id },
  });
}

/** It no longer has these files: they are uploads of its author, which a message may have, or which are deleted after a day. */
export async function releaseFiles(tx: Tx, { id }: Pick<Scheduled, "id">, fileIds: Ids): Promise<void> {
  if (fileIds.length === 0) return;
  const { accountId } = tx.caller;
  const prisma = prismaOf(tx);
  const ids = { in: [...fileIds] };
  await prisma.scheduledMessageFile.deleteMany({
    where: { accountId, scheduledMessageId: id, fileId: ids },
  });
  await prisma.file.updateMany({ where: { accountId, id: ids }, data: { unattachedSince: tx.now } });
}

/** The files of a locked one after a change. */
export async function saveFiles(
  tx: Tx,
  scheduled: Scheduled,
  { before, after }: { before: Ids; after: Ids },
): Promise<void> {
  const has = new Set(after);
  const had = new Set(before);
  await releaseFiles(
    tx,
    scheduled,
    before.filter((id) => !has.has(id)),
  );
  await keepFiles(
    tx,
    scheduled,
    after.filter((id) => !had.has(id)),
  );
}
