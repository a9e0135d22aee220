import { systemCaller } from "@/server/contract/_shared/caller";
import type { Database } from "@/server/store/_postgres/db";
import { auditInbox } from "./audit-inbox";

/**
 * The number of decisions since an inbox's review or creation, and of those with another outcome
 * under the settings then.
 */
export const replaySinceReview =
  (database: Database) =>
  async (
    { accountId, inboxId }: { accountId: number; inboxId: number },
    now: Date,
  ): Promise<{ decided: number; moved: number }> => {
    const { moved } = await database.snapshot((db) =>
      auditInbox(db, systemCaller(accountId), { inboxId, now, limit: 1 }),
    );
    return { decided: moved.decided, moved: moved.moved };
  };
