import { type Channel, ownSenderOf } from "@/server/domain/inbox/channel";
import { applyReceipt, firstTick, isBy, type NextAttempt, type Receipt, readIfSeen, type Tick } from "./tick";

/** For how many seconds after a failure a `sent` is a reordered report: the default and the maximum of an inbox. */
export const RETRY_GAP_SECONDS = { default: 5, max: 3_600 } as const;

/** A gap that never ends: no receipt begins an attempt. */
export const NO_GAP_END_SECONDS = 2_147_483_647;

/**
 * The gap of an inbox. What Tickline's own sender has sent nobody else sends again: a `sent` after a failure is always a late report
 * there, however long the provider or a network kept it.
 */
export const retryGapOf = ({
  channel,
  retryGapSeconds,
}: {
  channel: Channel;
  retryGapSeconds: number;
}): number => (ownSenderOf(channel) ? NO_GAP_END_SECONDS : retryGapSeconds);

/** How many receipts of a group can begin attempts: further ones belong to the last attempt. */
export const GROUP_RECEIPTS_MAX = 1_000;

/** A receipt of a group. `attempt`: the attempt that it names, or null. */
export type GroupReceipt = Omit<Receipt, "attempt"> & { attempt: number | null; sourceId: string | null };

/**
 * A group: an attempt that a person began, and those that receipts began after it, because an integrator sends failed
 * messages again by itself.
 */
export type Group = {
  /** The number of the person's attempt. */
  first: number;
  /** Source ids of attempts that were not learned from receipts that name no attempt, with the attempt. */
  knownIds: ReadonlyMap<string, number>;
  gapSeconds: number;
};

/**
 * An attempt as the receipts of its group show it. `sourceIds`: the first one is its own. `failedMs`: when it first failed, not
 * before it began; Infinity if it has not.
 */
export type GroupAttempt = {
  number: number;
  begunBy: GroupReceipt | null;
  sourceIds: readonly string[];
  failedMs: number;
};

/** The attempts of a group, oldest first, and the attempt of each of its receipts. */
export type GroupHistory = {
  attempts: readonly GroupAttempt[];
  attemptOf: ReadonlyMap<GroupReceipt, number>;
};

/** At equal times a failure comes before the report of the next attempt. */
const ORDER = { failed: 0, sent: 1, delivered: 2, read: 3 } as const;

const compare = (a: GroupReceipt, b: GroupReceipt): number =>
  a.at.getTime() - b.at.getTime() ||
  ORDER[a.signal] - ORDER[b.signal] ||
  compareTexts(a.sourceId ?? "", b.sourceId ?? "");

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

type Open = GroupAttempt & { sourceIds: string[]; begunMs: number };

/**
 * The attempts of a group, as a function of the set of its receipts: neither order of arrival nor repetition matters.
 * In order of time, the first `sent` at least the gap after the first failure of an attempt begins the next one. A
 * receipt that names an attempt belongs to it, also by the source id of an earlier one, and begins none.
 */
export function attemptsOf(receipts: readonly GroupReceipt[], group: Group): GroupHistory {
  const gapMs = group.gapSeconds * 1_000;
  const ownerOf = ownersOf(receipts, group);
  const given = [...ownerOf];
  const attemptOf = new Map<GroupReceipt, number>();
  const failedOf = firstFailures(receipts);
  const begin = (number: number, begunBy: GroupReceipt | null): Open => {
    const begunMs = begunBy?.at.getTime() ?? -Infinity;
    const sourceIds = given.flatMap(([id, owner]) => (owner === number ? [id] : []));
    return {
      number,
      begunBy,
      sourceIds,
      begunMs,
      failedMs: Math.max(begunMs, failedOf.get(number) ?? Infinity),
    };
  };
  let current = begin(group.first, null);
  const attempts = [current];
  for (const receipt of receipts.toSorted(compare)) {
    const { sourceId, signal } = receipt;
    const atMs = receipt.at.getTime();
    const owner = (sourceId === null ? undefined : ownerOf.get(sourceId)) ?? current.number;
    if (receipt.attempt !== null || owner < current.number) {
      attemptOf.set(receipt, receipt.attempt ?? owner);
      continue;
    }
    if (signal === "sent" && atMs >= current.failedMs + gapMs && atMs > current.begunMs) {
      current = begin(current.number + 1, receipt);
      attempts.push(current);
    }
    if (signal === "failed") current.failedMs = Math.min(current.failedMs, atMs);
    if (sourceId !== null && owner <= current.number) own(ownerOf, current, sourceId);
    attemptOf.set(receipt, current.number);
  }
  return { attempts, attemptOf };
}

function own(ownerOf: Map<string, number>, { number, sourceIds }: Open, sourceId: string): void {
  ownerOf.set(sourceId, number);
  if (!sourceIds.includes(sourceId)) sourceIds.push(sourceId);
}

/** The attempts of the source ids that are known without the order of the receipts. */
function ownersOf(receipts: readonly GroupReceipt[], { first, knownIds }: Group): Map<string, number> {
  const ownerOf = new Map(knownIds);
  for (const { attempt, sourceId } of receipts)
    if (attempt !== null && attempt >= first && sourceId !== null)
      ownerOf.set(sourceId, Math.max(attempt, ownerOf.get(sourceId) ?? attempt));
  return ownerOf;
}

/** The times of the first failures that name their attempt, in ms since 1970. */
function firstFailures(receipts: readonly GroupReceipt[]): ReadonlyMap<number, number> {
  const failedOf = new Map<number, number>();
  for (const { attempt, signal, at } of receipts) {
    if (attempt === null || signal !== "failed") continue;
    failedOf.set(attempt, Math.min(failedOf.get(attempt) ?? Infinity, at.getTime()));
  }
  return failedOf;
}

/** When the group's last attempt failed, and from when on a `sent` begins the next one; null: it has not failed. */
export function nextAttemptOf(attempts: readonly GroupAttempt[], { gapSeconds }: Group): NextAttempt | null {
  const last = attempts.at(-1);
  if (!last || last.failedMs === Infinity || gapSeconds === NO_GAP_END_SECONDS) return null;
  const begunMs = last.begunBy?.at.getTime() ?? -Infinity;
  const fromMs = Math.max(last.failedMs + gapSeconds * 1_000, begunMs + 1);
  return { failedAt: new Date(last.failedMs), countsFrom: new Date(fromMs) };
}

/** A receipt that arrives for a group: the tick before it, and the receipts that arrived before it. */
export type Arrival = {
  tick: Tick;
  earlier: readonly GroupReceipt[];
  receipt: GroupReceipt;
  group: Group;
  contactSeenAt: Date | null;
};

/**
 * The tick after one more receipt of a group, the attempts that the group then has, and the receipt's own attempt. The
 * tick is that of the last attempt; that the customer got the message by any attempt counts.
 */
export function arriveInGroup({ tick, earlier, receipt, group, contactSeenAt }: Arrival): {
  tick: Tick;
  attempts: readonly GroupAttempt[];
  attempt: number;
} {
  const all = [...earlier, receipt].filter((one) => concerns(one, group));
  const history = attemptsOf(all, group);
  const { attempts } = history;
  if (!concerns(receipt, group)) return { tick, attempts, attempt: receipt.attempt ?? group.first };
  const attempt = history.attemptOf.get(receipt) ?? group.first;
  const isFirst = attempts.length === 1 && tick.attempt === group.first;
  return {
    tick: isFirst
      ? applyReceipt(tick, { ...receipt, attempt }, contactSeenAt)
      : tickOfLast({ tick, earlier: all.slice(0, -1), receipt, group, contactSeenAt }, history),
    attempts,
    attempt,
  };
}

/** Of a person's earlier attempts, only that the customer got the message. */
const concerns = ({ attempt, signal }: GroupReceipt, { first }: Group): boolean =>
  attempt === null || attempt >= first || signal === "delivered" || signal === "read";

function tickOfLast({ tick, earlier, receipt, contactSeenAt }: Arrival, history: GroupHistory): Tick {
  const current = history.attempts.at(-1);
  if (!current) throw new Error("a group has an attempt");
  const { number, begunBy } = current;
  let now = begunBy ? firstTick("sent", number, begunBy.at) : firstTick("pending", number, receipt.at);
  now = { ...now, isLeftAssumed: false };
  for (const [one, attempt] of history.attemptOf)
    if (attempt <= number) now = applyReceipt(now, { ...one, attempt }, null);
  if (isNewsOfSeen({ earlier, receipt, contactSeenAt })) now = { ...now, status: "read", error: null };
  now = readIfSeen(now, contactSeenAt);
  // What the customer got or read by an earlier attempt stays so.
  const isKept = tick.status === "read" || (tick.status === "delivered" && now.status !== "read");
  return isKept ? { ...now, status: tick.status, error: null } : now;
}

/** Whether only this receipt shows that the message was sent, by any attempt, before the contact last read. */
const isNewsOfSeen = ({
  earlier,
  receipt,
  contactSeenAt,
}: Pick<Arrival, "earlier" | "receipt" | "contactSeenAt">): boolean =>
  receipt.signal !== "failed" &&
  isBy(receipt.at, contactSeenAt) &&
  !earlier.some((one) => one.signal !== "failed" && isBy(one.at, contactSeenAt));
