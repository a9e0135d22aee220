import { systemCaller } from "@/server/contract/_shared/caller";
import { isRefusal } from "@/server/contract/_shared/refusal";
import type { FileFailure } from "@/server/domain/message/file";
import { type Admission, admitUpload, expectedBytes } from "@/server/files/admit-upload";
import { openSource } from "@/server/files/file-source";
import { FileTooLarge, measureBytes } from "@/server/lib/media/read-at-most";
import { sniffType } from "@/server/lib/media/sniff-type";
import { DownloadFailed, type DownloadOptions, download } from "@/server/lib/outbound/download";
import { reasonOf } from "@/server/lib/process/start-failure";
import { claimFetches, type PendingFile } from "@/server/store/files/claim-files";
import {
  type Fetched,
  postponeWork,
  queueRemoval,
  saveFetched,
  saveNotFetched,
} from "@/server/store/files/file-work";
import { claimEachDue } from "@/server/worker/for-each-due";
import type { WorkerContext } from "@/server/worker/jobs/worker-context";
import { isStoreTrouble } from "./inspect-files";

type Fetching = Pick<
  WorkerContext,
  "database" | "now" | "log" | "files" | "fileLimits" | "uploads" | "fetchFromChannel"
> & {
  outbound: Pick<DownloadOptions, "policy" | "resolve">;
};

/** Files fetched at the same time. */
const AT_ONCE = 4;
/** After the first try, the second, and so on; after the last one a file counts as not reachable. */
const RETRY_MS = [5_000, 30_000, 2 * 60_000, 10 * 60_000];
/** Then a file that a channel knows is tried every hour for a week: nobody sends it again, and a new access token may help. */
const CHANNEL_RETRY_MS = 60 * 60_000;
const CHANNEL_TRIES_MAX = RETRY_MS.length + 7 * 24;
const STORE_RETRY_MS = 60_000;
/** A download may take this long, and longer by the time of the greatest file at this speed. */
const FETCH_MS = 60_000;
const SLOWEST_BYTES_PER_MS = 250;
const LEASE_MARGIN_MS = 60_000;

/** Fetches the files that others named by an address, and those that channels could not fetch at once, until none is due. Any number of processes may do it. */
export async function fetchFiles(fetching: Fetching, stopping: AbortSignal): Promise<void> {
  const withinMs = FETCH_MS + Math.ceil(fetching.fileLimits.bytesMax / SLOWEST_BYTES_PER_MS); // timers take whole ones
  const leaseMs = withinMs + LEASE_MARGIN_MS;
  const { database, now } = fetching;
  await claimEachDue({
    claim: async () => (await claimFetches(database, { now: now(), leaseMs, limit: 1 }))[0],
    handle: (claimed) => fetchOne(fetching, claimed, { stopping, withinMs }),
    atOnce: AT_ONCE,
    stopping,
  });
}

type Bounds = { stopping: AbortSignal; withinMs: number };

async function fetchOne(fetching: Fetching, claimed: PendingFile, bounds: Bounds): Promise<void> {
  const { database, files, now } = fetching;
  // Not in one `try` with the statements: a broken download has the codes of a database that is away.
  const [fetched, error] = await fetchBytes(fetching, claimed, bounds).then(
    (stored) => [stored, null] as const,
    (fault: unknown) => [null, fault] as const,
  );
  if (!fetched) return settleFault(fetching, claimed, { error, isStopping: bounds.stopping.aborted });
  if (await saveFetched(database, claimed, { fetched, now: now() })) return;
  await files.remove(claimed.key).catch(() => queueRemoval(database, { key: claimed.key, dueAt: now() }));
}

async function fetchBytes(
  fetching: Fetching,
  { accountId, key, name, sourceUrl }: PendingFile,
  { stopping, withinMs }: Bounds,
): Promise<Fetched> {
  const { files, fileLimits, outbound } = fetching;
  const source = openSource(accountId, sourceUrl);
  if (!source) throw new DownloadFailed("not_found", "the address cannot be read: AUTH_SECRET has changed");
  const signal = AbortSignal.any([stopping, AbortSignal.timeout(withinMs)]);
  const { body, length } = await ("url" in source
    ? download(source.url, { ...outbound, signal })
    : fetching.fetchFromChannel(accountId, source.channel, signal));
  let [admission, kept]: [Admission | undefined, number] = [undefined, 0];
  try {
    const bytesMax = fetchableBytes(fetching);
    if (length !== null && length > bytesMax) throw new FileTooLarge(`${length} bytes`);
    const expected = expectedBytes(length ?? undefined, fileLimits.bytesMax);
    const admitted = await admitUpload(fetching, systemCaller(accountId), expected).catch(blameDatabase);
    admission = admitted;
    const meter = measureBytes(body, bytesMax, admitted.spend);
    await files.write(key, meter.bytes, signal);
    const contentType = await sniffType(meter.head(), name);
    kept = meter.count();
    return { bytes: kept, sha256: meter.sha256(), contentType };
  } finally {
    body.destroy();
    await admission?.end(kept);
  }
}

/** The budget could not be asked. A broken download may have the same code. */
class NotCounted extends Error {
  override readonly name = "NotCounted";
}

function blameDatabase(error: unknown): never {
  throw isRefusal(error) ? error : new NotCounted(reasonOf(error), { cause: error });
}

/** A file beyond the budget of a whole day would wait for ever. */
const fetchableBytes = ({ fileLimits, uploads }: Pick<Fetching, "fileLimits" | "uploads">): number =>
  Math.min(fileLimits.bytesMax, uploads.budgets.account ?? Number.POSITIVE_INFINITY);

async function settleFault(
  { database, now, log }: Fetching,
  claimed: PendingFile,
  { error, isStopping }: { error: unknown; isStopping: boolean },
): Promise<void> {
  const later = (ms: number) => new Date(now().getTime() + ms);
  if (isStopping) return postponeWork(database, claimed, { dueAt: now(), isCounted: false });
  if (isRefusal(error) || isStoreTrouble(error) || error instanceof NotCounted) {
    log.error({ reason: reasonOf(error), fileId: claimed.id }, "could not store a fetched file");
    const retryMs = isRefusal(error) && error.retryAfterS ? error.retryAfterS * 1000 : STORE_RETRY_MS;
    return postponeWork(database, claimed, { dueAt: later(retryMs), isCounted: false });
  }
  const failure = failureOf(error);
  const retryMs = failure === "not_reachable" ? retryMsOf(claimed) : undefined;
  if (retryMs !== undefined)
    return postponeWork(database, claimed, { dueAt: later(retryMs), isCounted: true });
  await saveNotFetched(database, claimed, { failure, now: now() });
}

/** When a file that could not be reached is tried again; undefined: never. */
function retryMsOf({ accountId, sourceUrl, tries }: PendingFile): number | undefined {
  const source = openSource(accountId, sourceUrl);
  const isOfChannel = source !== null && "channel" in source;
  return RETRY_MS[tries - 1] ?? (isOfChannel && tries < CHANNEL_TRIES_MAX ? CHANNEL_RETRY_MS : undefined);
}

function failureOf(error: unknown): FileFailure {
  if (error instanceof FileTooLarge) return "too_large";
  return error instanceof DownloadFailed ? error.fault : "not_reachable"; // the connection broke, or was too slow
}
