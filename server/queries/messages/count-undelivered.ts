import type { Caller } from "@/server/contract/_shared/caller";
import { UNDELIVERED_MAX, type UndeliveredCounts } from "@/server/contract/message/undelivered";
import type { Db } from "@/server/store/_postgres/db";
import { countUndeliveredCells } from "@/server/store/messages/undelivered";

type Viewer = Pick<Caller, "inboxIds" | "userId">;

/**
 * Counts the messages that failed or are unconfirmed, for any number of members of the account from one reading of at most
 * inboxes × `max` rows.
 */
export async function countUndeliveredOf(
  db: Db,
  accountId: number,
  max = UNDELIVERED_MAX,
): Promise<(viewer: Viewer) => UndeliveredCounts> {
  const cells = await countUndeliveredCells(db, accountId, max);
  return ({ inboxIds, userId }) => {
    const counts: UndeliveredCounts = { mine: 0, all: 0, isCut: false };
    for (const { inboxId, assigneeId, count, isCut } of cells) {
      if (inboxIds !== "all" && !inboxIds.includes(inboxId)) continue;
      counts.all += count;
      if (userId !== null && assigneeId === userId) counts.mine += count;
      counts.isCut ||= isCut;
    }
    return counts;
  };
}
