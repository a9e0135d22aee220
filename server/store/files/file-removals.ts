import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";

/**
 * Queues the removal of bytes that no file names. Returns its id: `deleteRemovals` takes it back when a file comes to
 * name them.
 */
export async function queueRemoval(db: Db, { key, dueAt }: { key: string; dueAt: Date }): Promise<number> {
  return Number((await prismaOf(db).fileRemoval.create({ data: { key, dueAt }, select: { id: true } })).id);
}

/**
 * Those of these keys that files of any account name. A file is copied under a lock of its original, whose deletion
 * waits for that: once a removal is queued, no file comes to name its key. Index: file_key, file_preview_key.
 */
export async function listNamedKeys(db: Db, keys: readonly string[]): Promise<ReadonlySet<string>> {
  const among = { in: [...keys] };
  const found = await prismaOf(db).file.findMany({
    where: { OR: [{ key: among }, { previewKey: among }] },
    select: { key: true, previewKey: true },
  });
  return new Set(found.flatMap(({ key, previewKey }) => (previewKey === null ? [key] : [key, previewKey])));
}

/** The bytes are removed, or a file names them. */
export async function deleteRemovals(db: Db, ids: readonly number[]): Promise<void> {
  await prismaOf(db).fileRemoval.deleteMany({ where: { id: { in: [...ids] } } });
}
