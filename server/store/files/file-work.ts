import type { FileFailure } from "@/server/domain/message/file";
import type { Database, Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import type { Tx } from "@/server/store/events/tx";
import type { Prisma } from "@/server/store/generated/client";

/** A file that the worker has claimed; nobody else does until the lease ends. */
export type ClaimedFile = {
  accountId: number;
  id: number;
  name: string;
  contentType: string;
  bytes: number;
  key: string;
  previewKey: string | null;
  /** What it shows is known already: a process ended before it told the messages. */
  isInspected: boolean;
  isReady: boolean;
  /** Including this one; also tells this claim from later ones. */
  tries: number;
};

/** The row of a claim, while it is valid. */
const ofClaim = ({ accountId, id, tries }: ClaimedFile) => ({
  accountId,
  id,
  workTries: tries,
  workDueAt: { not: null },
});

export type Inspected = {
  width: number | null;
  height: number | null;
  durationMs: number | null;
  /** The key of the preview's bytes, and the removal that is queued for it. */
  preview: { key: string; removalId: number } | null;
};

/**
 * Saves what a file shows. Its preview's key, whose removal is queued, is kept from now on, and an earlier one is removed.
 * Saves nothing after the claim or the file's deletion.
 */
export const saveInspected = (
  database: Database,
  claimed: ClaimedFile,
  { inspected, now }: { inspected: Inspected; now: Date },
): Promise<void> =>
  database.transaction(async (db) => {
    const { width, height, durationMs, preview } = inspected;
    const data = { width, height, durationMs, previewKey: preview?.key ?? null };
    if ((await prismaOf(db).file.updateMany({ where: ofClaim(claimed), data })).count === 0) return;
    if (preview) await deleteRemovals(db, [preview.removalId]);
    if (claimed.previewKey !== null) await queueRemoval(db, { key: claimed.previewKey, dueAt: now });
  });

/** Nothing is left to do for the file. */
export async function finishWork(db: Db, claimed: ClaimedFile): Promise<void> {
  await prismaOf(db).file.updateMany({ where: ofClaim(claimed), data: { workDueAt: null, workTries: 0 } });
}

/** Ends the claim until `dueAt`. `isCounted`: the try counts; not if the file had no part in its failure. */
export async function postponeWork(
  db: Db,
  claimed: ClaimedFile,
  { dueAt, isCounted }: { dueAt: Date; isCounted: boolean },
): Promise<void> {
  const data = { workDueAt: dueAt, workTries: { decrement: isCounted ? 0 : 1 } };
  await prismaOf(db).file.updateMany({ where: ofClaim(claimed), data });
}

export type Fetched = { bytes: number; sha256: string; contentType: string };

/** The bytes of a fetched file are stored. False: the claim is over, or the file is deleted; nothing is saved. */
export const saveFetched = (
  db: Db,
  claimed: ClaimedFile,
  { fetched, now }: { fetched: Fetched; now: Date },
): Promise<boolean> => end(db, claimed, { now, data: { state: "ready", ...fetched } });

/** The file cannot be fetched. */
export const saveNotFetched = (
  db: Db,
  claimed: ClaimedFile,
  { failure, now }: { failure: FileFailure; now: Date },
): Promise<boolean> => end(db, claimed, { now, data: { state: "failed", failure } });

/** Its address is forgotten, and the file is due for inspection, which tells its messages. */
async function end(
  db: Db,
  claimed: ClaimedFile,
  { now, data }: { now: Date; data: Prisma.FileUpdateManyMutationInput },
): Promise<boolean> {
  const { count } = await prismaOf(db).file.updateMany({
    where: { ...ofClaim(claimed), state: "pending", key: claimed.key },
    data: { ...data, sourceUrl: null, workDueAt: now, workTries: 0 },
  });
  return count > 0;
}

/** The account's files that wait for their next fetch are due. One that is being fetched now is fetched again. Index: file_work. */
export async function fetchPendingNow(tx: Tx): Promise<void> {
  const where = { accountId: tx.caller.accountId, state: "pending", workDueAt: { gt: tx.now } };
  await prismaOf(tx).file.updateMany({ where, data: { workDueAt: tx.now } });
}

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
