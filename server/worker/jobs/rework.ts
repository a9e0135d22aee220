import { releaseCompany } from "@/server/commands/contacts/companies";
import { moveLabel } from "@/server/commands/organising/labels";
import { systemCaller } from "@/server/contract/_shared/caller";
import { isDatabaseOut } from "@/server/lib/is-away";
import { reasonOf } from "@/server/lib/process/start-failure";
import type { Database } from "@/server/store/_postgres/db";
import { listUnreleased } from "@/server/store/contacts/companies";
import { countDueUses } from "@/server/store/organising/canned-uses";
import { type DueLabelMove, listLabelMoves } from "@/server/store/organising/label-moves";
import { indexDue } from "@/server/store/search/search-index";
import type { WorkerContext } from "./worker-context";

const COUNTED_AT_ONCE = 1_000;

/** Adds the uses of canned replies whose messages have left to their counts. */
export async function countUses(
  { database, now }: Pick<WorkerContext, "database" | "now">,
  stopping?: AbortSignal,
): Promise<void> {
  const batch = () => ({ now: now(), limit: COUNTED_AT_ONCE });
  while (!stopping?.aborted && (await countDueUses(database, batch())) === COUNTED_AT_ONCE);
}

/** Rows per batch: some ms of this process, so that its other work does not wait. */
const BATCH = 200;

/** Adds changed rows to the search index, until none remain: under load they may always do. */
export async function indexWords(
  { database }: { database: Database },
  stopping?: AbortSignal,
): Promise<void> {
  while (!stopping?.aborted && (await indexDue(database, BATCH)) === BATCH);
}

type Work = Pick<WorkerContext, "database" | "run" | "log">;

type Rework<Row> = {
  /** What is to be done, in every account. */
  list: () => Promise<Row[]>;
  /** Does a part of it; false: nothing is left of it, or another process has it. */
  advance: (row: Row) => Promise<boolean>;
  /** The log line of a row that failed; the row is its context. */
  failure: string;
};

/** Takes a part of each in turn, until nothing remains. One that fails is left for the next run and does not stop the others. */
async function untilDone<Row extends object>(
  { log }: Pick<Work, "log">,
  { list, advance, failure }: Rework<Row>,
  stopping?: AbortSignal,
): Promise<void> {
  const failed = new Set<string>();
  for (let isMoving = true; isMoving && !stopping?.aborted; ) {
    isMoving = false;
    for (const row of await list()) {
      if (failed.has(JSON.stringify(row))) continue;
      try {
        if (await advance(row)) isMoving = true;
      } catch (error) {
        if (isDatabaseOut(error)) throw error;
        failed.add(JSON.stringify(row));
        const context: object = { reason: reasonOf(error), ...row };
        log.error(context, failure);
      }
    }
  }
}

const ACCOUNTS_PER_RUN = 100;

/** Renames and removes labels on conversations after a label was renamed or deleted, until none remains. */
export async function moveLabels(work: Work, stopping?: AbortSignal): Promise<void> {
  const { database, run } = work;
  const labels: Rework<DueLabelMove> = {
    list: () => listLabelMoves(database, ACCOUNTS_PER_RUN),
    async advance({ accountId, moveId, actor }) {
      return Boolean((await run(moveLabel, { ...systemCaller(accountId), actor }, { moveId })).result);
    },
    failure: "a label could not be moved",
  };
  await untilDone(work, labels, stopping);
}

const COMPANIES_PER_RUN = 100;

/** Removes deleted companies from their contacts, until none names one. */
export async function releaseCompanies(work: Work, stopping?: AbortSignal): Promise<void> {
  const { database, run } = work;
  const companies: Rework<{ accountId: number; companyId: number }> = {
    list: () => listUnreleased(database, COMPANIES_PER_RUN),
    async advance({ accountId, companyId }) {
      return Boolean((await run(releaseCompany, systemCaller(accountId), { companyId })).result);
    },
    failure: "a deleted company could not be released",
  };
  await untilDone(work, companies, stopping);
}
