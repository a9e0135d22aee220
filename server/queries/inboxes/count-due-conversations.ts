import type { Caller } from "@/server/contract/_shared/caller";
import type { Db } from "@/server/store/_postgres/db";
import { countResolvedBefore } from "@/server/store/retention/inbox-retention";
import { getInbox } from "./list-inboxes";

/** More are not counted. */
const COUNTED_MAX = 1_000;

/**
 * How many conversations an inbox would delete now if it deleted them so many days after they were resolved; with `isMore`,
 * more than that. 0 if the inbox is on legal hold. Refuses `inbox.not_found`.
 */
export async function countDueConversations(
  db: Db,
  caller: Caller,
  {
    inboxId,
    deleteResolvedAfterDays: days,
    now,
  }: { inboxId: number; deleteResolvedAfterDays: number; now: Date },
): Promise<{ count: number; isMore: boolean }> {
  const { legalHold } = await getInbox(db, caller, inboxId);
  if (legalHold || days === 0) return { count: 0, isMore: false };
  const of = { accountId: caller.accountId, inboxId, days, now };
  const count = await countResolvedBefore(db, { ...of, max: COUNTED_MAX + 1 });
  return { count: Math.min(count, COUNTED_MAX), isMore: count > COUNTED_MAX };
}
