import type { ConversationStatus } from "@/server/domain/conversation/conversation";
import type { Decided } from "@/server/domain/inbox/policy";
import { type Db, one } from "@/server/store/_postgres/db";

/** The decisions to read: an inbox's, since an instant, at most `max` of the newest. */
export type DecisionWindow = { accountId: number; inboxId: number; since: Date; max: number };

const values = ({ accountId, inboxId, since, max }: DecisionWindow) => [accountId, inboxId, since, max];

/** Index: policy_decision_inbox. Measured: the queries of a dry run over 50,000 decisions take 0.25 s together. */
const RECENT = `
  recent as (select id, conversation_id, decided, at from policy_decision
              where account_id = $1 and inbox_id = $2 and at >= $3 order by at desc, id desc limit $4)`;

/** One distinct decision of the policy, and its frequency. */
export type DecidedKind = { decided: Decided; count: number };

/** The distinct decisions of the window: a few dozen, however many conversations there were. */
export const listDecidedKinds = (db: Db, window: DecisionWindow): Promise<DecidedKind[]> =>
  db.query<DecidedKind>(
    `with ${RECENT} select decided, count(*) as "count" from recent group by decided`,
    values(window),
  );

export type DecidedCounts = {
  decisions: number;
  /** Conversations that the policy decided. */
  decided: number;
  /** Conversations with a decision of one of these kinds. */
  moved: number;
  oldestAt: Date | null;
};

/** The number of conversations in the window, and of those with a decision of one of `kinds`. */
export async function countDecided(
  db: Db,
  window: DecisionWindow,
  kinds: readonly Decided[],
): Promise<DecidedCounts> {
  const rows = await db.query<DecidedCounts>(
    `with ${RECENT}
     select count(*) as "decisions", count(distinct conversation_id) as "decided",
            count(distinct conversation_id) filter (where decided = any($5::jsonb[])) as "moved",
            min(at) as "oldestAt"
       from recent`,
    [...values(window), kinds.map((kind) => JSON.stringify(kind))],
  );
  return one(rows);
}

export type DecidedRow = {
  id: number;
  displayId: number;
  contactName: string;
  /** The conversation's current status. */
  status: ConversationStatus;
  decided: Decided;
  at: Date;
};

/** Conversations with a decision of one of `kinds`, each with its newest one; newest first, `before` a decision's id. */
export const listDecided = (
  db: Db,
  window: DecisionWindow,
  { kinds, before, limit }: { kinds: readonly Decided[]; before: number | null; limit: number },
): Promise<DecidedRow[]> =>
  db.query<DecidedRow>(
    `with ${RECENT},
       newest as (select distinct on (conversation_id) id, conversation_id, decided, at from recent
                   where decided = any($5::jsonb[]) order by conversation_id, id desc)
     select n.id, c.display_id as "displayId", k.name as "contactName", c.status, n.decided, n.at
       from newest n
       join conversation c on c.account_id = $1 and c.id = n.conversation_id and c.lifecycle <> 'purged'
       join contact k on k.account_id = $1 and k.id = c.contact_id
      where $6::bigint is null or n.id < $6
      order by n.id desc limit $7`,
    [...values(window), kinds.map((kind) => JSON.stringify(kind)), before, limit],
  );
