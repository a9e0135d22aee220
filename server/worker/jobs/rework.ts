import { releaseCompany } from "@/server/commands/contacts/companies";
import { moveLabel } from "@/server/commands/organising/labels";
import { systemCaller } from "@/server/contract/_shared/caller";
import type { Database } from "@/server/store/_postgres/db";
import { listUnreleased } from "@/server/store/contacts/companies";
import { countDueUses } from "@/server/store/organising/canned-uses";
import { listLabelMoves } from "@/server/store/organising/label-moves";
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

const ACCOUNTS_PER_RUN = 100;

type Work = Pick<WorkerContext, "database" | "run">;

/** Renames and removes labels on conversations after a label was renamed or deleted, until none remains. */
export async function moveLabels({ database, run }: Work, stopping?: AbortSignal): Promise<void> {
  while (!stopping?.aborted) {
    const due = await listLabelMoves(database, ACCOUNTS_PER_RUN);
    let isMoving = false;
    for (const { accountId, moveId, actor } of due) {
      const { result } = await run(moveLabel, { ...systemCaller(accountId), actor }, { moveId });
      if (result) isMoving = true;
    }
    if (!isMoving) return;
  }
}

const COMPANIES_PER_RUN = 100;

type ReleaseWork = Pick<WorkerContext, "database" | "run">;

/** Removes deleted companies from their contacts, until none names one. */
export async function releaseCompanies(
  { database, run }: ReleaseWork,
  stopping?: AbortSignal,
): Promise<void> {
  while (!stopping?.aborted) {
    let isReleasing = false;
    for (const { accountId, companyId } of await listUnreleased(database, COMPANIES_PER_RUN)) {
      const { result } = await run(releaseCompany, systemCaller(accountId), { companyId });
      if (result) isReleasing = true;
    }
    if (!isReleasing) return;
  }
}
