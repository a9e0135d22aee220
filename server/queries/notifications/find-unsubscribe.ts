import type { Database } from "@/server/store/_postgres/db";
import { consumeRateLimit, type Limit } from "@/server/store/credentials/rate-limit";
import { findUnsubscribe as find, type Unsubscribe } from "@/server/store/push/unsubscribe-tokens";

/** Uses of one member's link. Mail providers use many members' links from one address. */
const BY_MEMBER: Limit = { name: "unsubscribe:member", points: 20, seconds: 60 * 60 };

/** What an unsubscribe link is about; null if it is not ours, or the member is gone. */
export const findUnsubscribe = (database: Database, token: string): Promise<Unsubscribe | null> =>
  find(database, token);

/** Counts a use of a member's unsubscribe link; refuses too many. */
export const limitUnsubscribes = (
  database: Database,
  { accountId, userId }: Pick<Unsubscribe, "accountId" | "userId">,
): Promise<void> => consumeRateLimit(database, BY_MEMBER, `${accountId}:${userId}`);
