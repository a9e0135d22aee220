import {
  arriveInGroup,
  GROUP_RECEIPTS_MAX,
  type Group,
  type GroupAttempt,
  type GroupReceipt,
  retryGapOf,
} from "@/server/domain/message/attempt-group";
import type { AttemptKey, Tick } from "@/server/domain/message/tick";
import type { MessageRow } from "@/server/store/_rows/message-row";
import type { Tx } from "@/server/store/events/tx";
import { readSending, type SendingInbox } from "@/server/store/inboxes/inbox-facts";
import {
  type AttemptRow,
  type GroupAttemptSave,
  type GroupReceiptRow,
  listAttempts,
  listGroupReceipts,
} from "@/server/store/messages/attempts";

/** A message's group of attempts, with what was reported about it so far. */
export type LoadedGroup = Group & {
  knownIds: Map<string, number>;
  receipts: GroupReceipt[];
  /** The stored attempts of the message, those before the group too. */
  stored: readonly AttemptRow[];
  /** The attempts after the last receipt; null: none has arrived yet. */
  attempts: readonly GroupAttempt[] | null;
};

/** Loads the groups of locked messages, by message. */
export async function loadGroups(
  tx: Tx,
  rows: readonly MessageRow[],
): Promise<ReadonlyMap<number, LoadedGroup>> {
  if (rows.length === 0) return new Map();
  const ids = rows.map(({ id }) => id);
  const unknownGap = [...new Set(rows.flatMap((row) => (row.retryGapSeconds === null ? [row.inboxId] : [])))];
  const [stored, receipts, inboxes] = await Promise.all([
    listAttempts(tx, tx.caller.accountId, ids),
    listGroupReceipts(tx, ids),
    unknownGap.length === 0 ? new Map<number, SendingInbox>() : readSending(tx, unknownGap),
  ]);
  const [storedOf, receiptsOf] = [byMessage(stored), byMessage(receipts)];
  return new Map(
    rows.map((row) => {
      const inbox = inboxes.get(row.inboxId);
      const gapSeconds = row.retryGapSeconds ?? (inbox ? retryGapOf(inbox) : 0);
      return [row.id, toGroup(gapSeconds, storedOf.get(row.id) ?? [], receiptsOf.get(row.id) ?? [])];
    }),
  );
}

function byMessage<T extends { messageId: number }>(items: readonly T[]): ReadonlyMap<number, T[]> {
  const found = new Map<number, T[]>();
  for (const item of items) found.set(item.messageId, [...(found.get(item.messageId) ?? []), item]);
  return found;
}

function toGroup(
  gapSeconds: number,
  stored: readonly AttemptRow[],
  receipts: readonly GroupReceiptRow[],
): LoadedGroup {
  const begun = stored.findLast((attempt) => !attempt.isByReceipt);
  const first = begun?.number ?? 1;
  const knownIds = new Map<string, number>();
  if (begun && begun.sourceId !== null && !begun.isSourceLearned) knownIds.set(begun.sourceId, first);
  const group: LoadedGroup = { first, knownIds, gapSeconds, receipts: [], stored, attempts: null };
  for (const receipt of receipts) {
    const { signal, attempt, sourceId, isNamed } = receipt;
    if (signal === "accepted") nameAttempt(group, attempt, sourceId);
    else group.receipts.push(toGroupReceipt(first, { ...receipt, signal, attempt, isNamed }));
  }
  return group;
}

/** A stored receipt for the group that begins with the attempt `first`, in which receipts decide the attempts themselves. */
export function toGroupReceipt(
  first: number,
  { signal, at, attempt, isNamed, sourceId, error }: StoredReceipt,
): GroupReceipt {
  return { signal, at, sourceId, error, attempt: isNamed || attempt < first ? attempt : null };
}

type StoredReceipt = GroupReceipt & { attempt: number; isNamed?: boolean | undefined };

/** An attempt is known by this source id, whatever the receipts say. */
export function nameAttempt(group: LoadedGroup, attempt: number, sourceId: string | null): void {
  if (sourceId !== null && attempt >= group.first) group.knownIds.set(sourceId, attempt);
}

/** Whether a further receipt can change the attempts of the group. */
export const isOpen = ({ receipts }: LoadedGroup): boolean => receipts.length < GROUP_RECEIPTS_MAX;

/** A receipt for a group: the attempt that it names; undefined: one that does not exist. */
export function namedAttempt(
  group: LoadedGroup,
  attempts: readonly AttemptKey[],
  { sourceId, attempt }: Pick<GroupReceipt, "sourceId" | "attempt">,
): number | null | undefined {
  const owner = sourceId === null ? undefined : attempts.findLast((one) => one.sourceId === sourceId);
  if (owner && owner.number < group.first) return owner.number;
  if (attempt === null) return null;
  return attempts.some(({ number }) => number === attempt) ? attempt : undefined;
}

/** Adds a receipt to its group: the tick, the message's attempts, and the receipt's own attempt. */
export function addToGroup(
  group: LoadedGroup,
  before: { tick: Tick; attempts: readonly AttemptKey[]; contactSeenAt: Date | null },
  receipt: GroupReceipt,
): { tick: Tick; attempts: AttemptKey[]; attempt: number } {
  const { tick, contactSeenAt } = before;
  const arrived = arriveInGroup({ tick, earlier: group.receipts, receipt, group, contactSeenAt });
  group.receipts.push(receipt);
  group.attempts = arrived.attempts;
  const earlier = before.attempts.filter(({ number }) => number < group.first);
  const own = arrived.attempts.map((one) => ({
    number: one.number,
    sourceId: sourceIdOf(one, before.attempts, arrived.attempts),
  }));
  return { ...arrived, attempts: [...earlier, ...own] };
}

/** The attempt's id so far if it still is its own, else that of the receipt that began it, else its first one. */
function sourceIdOf(
  { number, sourceIds, begunBy }: GroupAttempt,
  before: readonly AttemptKey[],
  all: readonly GroupAttempt[],
): string | null {
  const known = before.find((one) => one.number === number)?.sourceId ?? null;
  if (known !== null && sourceIds.includes(known)) return known;
  const own = begunBy?.sourceId ?? sourceIds[0];
  if (own !== undefined) return own;
  // An id that no attempt has any more would no longer lead to the message.
  return known !== null && all.some((one) => one.sourceIds.includes(known)) ? null : known;
}

/** Whether a failure since a person began an attempt is known. */
export const hasFailed = ({ receipts, first }: LoadedGroup): boolean =>
  receipts.some(({ signal, attempt }) => signal === "failed" && (attempt === null || attempt >= first));

/** The attempts of a group that are to be stored, oldest first; none if they are stored so already. */
export function changedAttempts(
  group: LoadedGroup,
  { id: messageId, inboxId }: MessageRow,
  attempts: readonly AttemptKey[],
): GroupAttemptSave[] {
  const saves = attempts.flatMap(({ number, sourceId }): GroupAttemptSave[] => {
    const begunBy = group.attempts?.find((one) => one.number === number)?.begunBy ?? null;
    const known = group.stored.find((one) => one.number === number);
    const startedAt = begunBy?.at ?? known?.startedAt;
    if (number < group.first || !startedAt) return [];
    const isSourceLearned =
      known && known.sourceId === sourceId
        ? known.isSourceLearned
        : sourceId !== null && group.knownIds.get(sourceId) !== number;
    return [
      { messageId, inboxId, number, sourceId, startedAt, isByReceipt: number > group.first, isSourceLearned },
    ];
  });
  const before = group.stored.filter(({ number }) => number >= group.first);
  const isSame =
    before.length === saves.length &&
    saves.every((save, i) => {
      const known = before[i];
      return (
        known?.number === save.number &&
        known.sourceId === save.sourceId &&
        known.startedAt.getTime() === save.startedAt.getTime()
      );
    });
  return isSame ? [] : saves;
}
