import { releaseCompany } from "@/server/commands/contacts/companies";
import { systemCaller } from "@/server/contract/_shared/caller";
import { listUnreleased } from "@/server/store/contacts/companies";
import type { WorkerContext } from "./worker-context";

const COMPANIES_PER_RUN = 100;

type Work = Pick<WorkerContext, "database" | "run">;

/** Removes deleted companies from their contacts, until none names one. */
export async function releaseCompanies({ database, run }: Work, stopping?: AbortSignal): Promise<void> {
  while (!stopping?.aborted) {
    let isReleasing = false;
    for (const { accountId, companyId } of await listUnreleased(database, COMPANIES_PER_RUN)) {
      const { result } = await run(releaseCompany, systemCaller(accountId), { companyId });
      if (result) isReleasing = true;
    }
    if (!isReleasing) return;
  }
}
