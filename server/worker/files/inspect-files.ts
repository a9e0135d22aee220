import type { Readable } from "node:stream";
import { renewAttachments } from "@/server/commands/files/files";
import { systemCaller } from "@/server/contract/_shared/caller";
import { fileKind } from "@/server/domain/message/file";
import {
  type ByteRange,
  endedBy,
  FileMissing,
  type FileStore,
  FileStoreAway,
  FileStoreFull,
  newFileKey,
} from "@/server/lib/files/file-store";
import { isDatabaseOut } from "@/server/lib/is-away";
import { inspectImage } from "@/server/lib/media/inspect-image";
import { inspectMedia } from "@/server/lib/media/inspect-media";
import { reasonOf } from "@/server/lib/process/start-failure";
import { claimInspections } from "@/server/store/files/claim-files";
import {
  type ClaimedFile,
  finishWork,
  type Inspected,
  postponeWork,
  queueRemoval,
  saveInspected,
} from "@/server/store/files/file-work";
import { claimEachDue } from "@/server/worker/for-each-due";
import type { WorkerContext } from "@/server/worker/jobs/worker-context";

type Inspecting = Pick<WorkerContext, "database" | "run" | "now" | "log" | "files">;

/** Files inspected at the same time. */
const AT_ONCE = 2;
/** Longer than an inspection takes: those of images and of media end themselves after 20 s. */
const LEASE_MS = 2 * 60_000;
const TRIES_MAX = 3;
const RETRY_MS = 60_000;
/** A preview whose file does not come to name it within this is removed. */
const UNNAMED_MS = 60 * 60_000;

/** The store does not work now, which says nothing about a file. */
export const isStoreTrouble = (error: unknown): boolean =>
  error instanceof FileStoreAway || error instanceof FileStoreFull;

/**
 * Finds out what files show, makes previews, and tells the messages; also of files that could be fetched, or not. Until none is
 * due. Any number of processes may do it.
 */
export async function inspectFiles(inspecting: Inspecting, stopping?: AbortSignal): Promise<void> {
  const { database, now } = inspecting;
  await claimEachDue({
    claim: async () => (await claimInspections(database, { now: now(), leaseMs: LEASE_MS, limit: 1 }))[0],
    handle: (claimed) => inspectOne(inspecting, claimed, stopping),
    atOnce: AT_ONCE,
    stopping,
  });
}

async function inspectOne(
  inspecting: Inspecting,
  claimed: ClaimedFile,
  stopping: AbortSignal | undefined,
): Promise<void> {
  const { database, run, now, log } = inspecting;
  const context = { fileId: claimed.id };
  try {
    const fault = await inspect(inspecting, claimed, stopping).then(() => null, faultOf);
    await run(renewAttachments, systemCaller(claimed.accountId), context);
    if (fault && stopping?.aborted) {
      await postponeWork(database, claimed, { dueAt: now(), isCounted: false });
    } else if (fault && (fault.isStoreTrouble || claimed.tries < TRIES_MAX)) {
      log.error({ reason: fault.reason, ...context }, "could not inspect a file");
      const dueAt = new Date(now().getTime() + RETRY_MS);
      await postponeWork(database, claimed, { dueAt, isCounted: !fault.isStoreTrouble });
    } else await finishWork(database, claimed);
  } catch (error) {
    if (isDatabaseOut(error)) throw error;
    log.error({ reason: reasonOf(error), ...context }, "could not tell the messages of a file"); // due again after the lease
  }
}

function faultOf(error: unknown): { reason: string; isStoreTrouble: boolean } {
  if (isDatabaseOut(error)) throw error;
  return { reason: reasonOf(error), isStoreTrouble: isStoreTrouble(error) };
}

/** Does nothing where nothing is to be found out, or a process has ended over this file as often as it may be tried. */
async function inspect(
  { files, database, now }: Inspecting,
  claimed: ClaimedFile,
  stopping: AbortSignal | undefined,
): Promise<void> {
  const { isInspected, isReady, tries } = claimed;
  if (!isReady || isInspected || fileKind(claimed.contentType) === "file" || tries > TRIES_MAX) return;
  const shown = await ofStore(() => look(files, claimed, stopping));
  if (!shown) return;
  const { picture, ...facts } = shown;
  const preview = picture && { key: newFileKey() };
  // Until the file names the preview, the queue does: whatever happens now, its bytes are not forgotten.
  const dueAt = new Date(now().getTime() + UNNAMED_MS);
  const queued = preview && { ...preview, removalId: await queueRemoval(database, { ...preview, dueAt }) };
  if (queued) await ofStore(() => files.write(queued.key, bytesOf(picture)));
  await saveInspected(database, claimed, { inspected: { ...facts, preview: queued }, now: now() });
}

type Shown = Omit<Inspected, "preview"> & { picture: Buffer | null };

/** What a file shows; null: its bytes are missing, because its row is about to be deleted. */
async function look(
  files: FileStore,
  { key, bytes, contentType }: ClaimedFile,
  stopping: AbortSignal | undefined,
): Promise<Shown | null> {
  const read = async (range?: ByteRange): Promise<Readable> => {
    const stream = await files.read(key, range);
    return stopping ? endedBy(stopping, stream) : stream;
  };
  try {
    if (fileKind(contentType) !== "image")
      return { ...(await inspectMedia({ contentType, bytes, read })), picture: null };
    const image = await inspectImage(await read(), { isAvif: contentType === "image/avif" });
    const { width = null, height = null, preview: picture = null } = image ?? {};
    return { width, height, durationMs: null, picture };
  } catch (error) {
    if (error instanceof FileMissing) return null;
    throw error;
  }
}

/** A broken connection to the store has the code of one to the database. */
async function ofStore<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isDatabaseOut(error) ? new FileStoreAway(reasonOf(error), { cause: error }) : error;
  }
}

async function* bytesOf(picture: Buffer | null): AsyncGenerator<Uint8Array> {
  if (picture) yield picture;
}
