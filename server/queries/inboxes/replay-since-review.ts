import { systemCaller } from "@/server/contract/_shared/caller";
import type { Database } from "@/server/store/_postgres/db";
import { auditInbox } from "./audit-inbox";

/** Of how many decisions since an inbox's review how many ended elsewhere than by the settings as reviewed. */
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
