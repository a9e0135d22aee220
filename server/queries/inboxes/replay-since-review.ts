import { systemCaller } from "@/server/contract/_shared/caller";
import type { Database } from "@/server/store/_postgres/db";
import { auditInbox } from "./audit-inbox";

/** The number of decisions since an inbox's review, and of those with another outcome under the reviewed settings. */
export const replaySinceReview =
  (database: Database) =>
  async (
    { accountId, inboxId }: { accountId: number; inboxId: number },
    now: Date,
  ): Promise<{ decided: number; moved: number }> => {
    const { moved } = await database.snapshot((db) =>
      auditInbox(db, systemCaller(accountId), { inboxId, now, limit: 1 }),
    );
    return { decided: moved?.decided ?? 0, moved: moved?.moved ?? 0 };
  };
