import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import {
  budgetEndsInS,
  type FileLimits,
  type UploadBudgets,
  type UploadScope,
} from "@/server/domain/message/file";
import type { DiskReserve } from "@/server/lib/files/disk-reserve";
import { log } from "@/server/lib/process/log";
import { reasonOf } from "@/server/lib/process/start-failure";
import type { Database } from "@/server/store/_postgres/db";
import {
  type Budget,
  type Reserved,
  reserveUpload,
  returnUpload,
  type UploadLimits,
} from "@/server/store/files/upload-usage";

/** Whose file it is: a customer's own counts against the budgets of visitors, too. */
export type Uploader = Pick<Caller, "accountId" | "actor"> & Partial<Pick<Caller, "role" | "inboxIds">>;

/** Files that may come now. */
export type Admission = {
  /** Counts bytes that came. Refuses `file.over_budget` and `storage.full` as soon as they are too many. */
  spend(bytes: number): undefined | Promise<void>;
  /** Ends it: `kept` bytes stay counted, the others are given back. Never throws. */
  end(kept: number): Promise<void>;
};

type Admitting = { database: Database; uploads: UploadLimits; now: () => Date };
/** At least `least` and at most `most` bytes of files will come. */
export type Expected = { least: number; most: number };

const DETAIL = {
  visitor: "this visitor's bytes of the day are used up",
  inbox: "the bytes of the day for all visitors of this inbox are used up",
  account: "the account's bytes of the day are used up",
} as const satisfies Record<UploadScope, string>;

/** The disk is looked at again after so many bytes. */
const DISK_STEP_BYTES = 16 * 1024 * 1024;
const DISK_RETRY_S = 60;

/** The greatest file of an uploader, in bytes. */
export const bytesMaxOf = ({ bytesMax, visitorBytesMax }: FileLimits, { role }: Uploader): number =>
  role === "customer" ? Math.min(bytesMax, visitorBytesMax ?? bytesMax) : bytesMax;

/** What a `Content-Length` says of one file; without one, it is any. */
export const expectedBytes = (length: number | undefined, bytesMax: number): Expected => ({
  least: length ?? 1,
  most: length ?? bytesMax,
});

/**
 * Reserves room for files before their bytes are read. Refuses `file.over_budget` when a budget of the day has not `least`
 * bytes left, and `storage.full` when the disk has not. The caller ends the admission, whatever becomes of the files.
 */
export async function admitUpload(
  { database, uploads: { budgets, disk }, now }: Admitting,
  uploader: Uploader,
  { least, most }: Expected,
): Promise<Admission> {
  const [at, counted] = [now(), budgetsOf(budgets, uploader)];
  const promised = disk ? await promise(disk, least) : null;
  const reserving: Promise<Reserved> =
    counted.length > 0 && most > 0
      ? reserveUpload(database, uploader.accountId, { budgets: counted, now: at, least, most })
      : Promise.resolve({ bytes: Number.POSITIVE_INFINITY, scope: "account" });
  const { bytes: reserved, scope } = await reserving.catch((error: unknown) => {
    promised?.end();
    throw error;
  });
  const overBudget = () =>
    new Refusal("file.over_budget", { field: "file", detail: DETAIL[scope], retryAfterS: budgetEndsInS(at) });
  if (reserved === null) {
    promised?.end();
    throw overBudget();
  }
  let [spent, looksAt] = [0, DISK_STEP_BYTES];
  return {
    spend(bytes) {
      spent += bytes;
      promised?.written(bytes);
      if (spent > reserved) throw overBudget();
      if (!disk || spent < looksAt) return;
      looksAt = spent + DISK_STEP_BYTES;
      return promise(disk, 0).then(() => undefined);
    },
    async end(kept) {
      promised?.end();
      if (!Number.isFinite(reserved) || kept >= reserved) return;
      const back = { budgets: counted, now: at, bytes: reserved - kept };
      await returnUpload(database, uploader.accountId, back).catch((error: unknown) =>
        log.warn(
          { reason: reasonOf(error), accountId: uploader.accountId, bytes: back.bytes },
          "could not give back bytes of a budget: they count until the day ends",
        ),
      );
    },
  };
}

async function promise(disk: DiskReserve, bytes: number) {
  const promised = await disk.promise(bytes);
  if (!promised) throw new Refusal("storage.full", { field: "file", retryAfterS: DISK_RETRY_S });
  return promised;
}

/** The budgets that the uploader's files count against, the most contended last. */
function budgetsOf(budgets: UploadBudgets, { accountId, actor, role, inboxIds = [] }: Uploader): Budget[] {
  const budget = (scope: UploadScope, id: number | null | undefined): Budget[] => {
    const bytesMax = budgets[scope];
    return bytesMax === null || id === null || id === undefined ? [] : [{ scope, id, bytesMax }];
  };
  const isVisitor = role === "customer";
  return [
    ...(isVisitor ? budget("visitor", actor.id) : []),
    ...(isVisitor && inboxIds !== "all" ? budget("inbox", inboxIds[0]) : []),
    ...budget("account", accountId),
  ];
}
