import type { Caller } from "@/server/contract/_shared/caller";
import { formatPosition } from "@/server/contract/event/cursor";
import type { PolicyReplayDto } from "@/server/contract/inbox/policy-preview";
import { decidesOtherwise, endingUnder, type Policy, type Situation } from "@/server/domain/inbox/policy";
import { positionOf } from "@/server/queries/_shared/page";
import type { Db } from "@/server/store/_postgres/db";
import { findRecordedSince } from "@/server/store/inboxes/inboxes";
import {
  countDecided,
  type DecidedRow,
  listDecided,
  listDecidedKinds,
} from "@/server/store/inboxes/replay-decisions";
import { getInbox } from "./list-inboxes";

/** The period of a dry run. */
export const REPLAY_DAYS = 7;
/** The maximum of decisions that are replayed; a result with more contains since when. */
export const DECISIONS_MAX = 50_000;

type ReplayPolicy = {
  inboxId: number;
  /** The policy to apply. */
  policy: Policy;
  since: Date;
  cursor?: string | null;
  limit: number;
  /** For tests. */
  max?: number;
};

/**
 * The conversations that would have ended with another status under a policy since then: each stored decision is
 * repeated in its situation. Later consequences of another outcome are not simulated.
 */
export async function replayPolicy(
  db: Db,
  caller: Caller,
  { inboxId, policy, since, cursor, limit, max = DECISIONS_MAX }: ReplayPolicy,
): Promise<PolicyReplayDto> {
  const [before] = positionOf(cursor, ["number"]) ?? [null];
  await getInbox(db, caller, inboxId);
  const window = { accountId: caller.accountId, inboxId, since, max };
  const all = (await listDecidedKinds(db, window)).map(({ decided }) => decided);
  const kinds = all.filter((decided) => decidesOtherwise(decided, policy));
  const counts = await countDecided(db, window, kinds);
  const rows =
    kinds.length === 0
      ? []
      : await listDecided(db, window, {
          kinds,
          before: before === null ? null : Number(before),
          limit: limit + 1,
        });
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  const recordedSince = await findRecordedSince(db, window);
  const isCut = counts.decisions === max;
  return {
    since: (isCut && counts.oldestAt ? counts.oldestAt : since).toISOString(),
    isCut,
    recordedSince: recordedSince && recordedSince > since ? recordedSince.toISOString() : null,
    decided: counts.decided,
    moved: counts.moved,
    data: data.map((row) => toMoved(row, policy)),
    nextCursor: rows.length > limit && last ? formatPosition([last.id]) : null,
  };
}

/** The same over the last `REPLAY_DAYS` days. */
export const replayRecent = (
  db: Db,
  caller: Caller,
  { now, ...request }: Omit<ReplayPolicy, "since"> & { now: Date },
): Promise<PolicyReplayDto> =>
  replayPolicy(db, caller, { ...request, since: new Date(now.getTime() - REPLAY_DAYS * 86_400_000) });

/** No policy decides otherwise about a message to an open or a snoozed conversation: see `dependsOnPolicy`. */
function situationName(situation: Situation): PolicyReplayDto["data"][number]["situation"] {
  if (situation.kind === "new") return "started";
  return situation.status === "pending" ? "wroteInPending" : "wroteInResolved";
}

function toMoved(
  { decided, at, id: _, ...row }: DecidedRow,
  policy: Policy,
): PolicyReplayDto["data"][number] {
  const { situation, ending } = decided;
  return {
    ...row,
    at: at.toISOString(),
    situation: situationName(situation),
    was: ending,
    would: endingUnder(decided, policy),
  };
}
