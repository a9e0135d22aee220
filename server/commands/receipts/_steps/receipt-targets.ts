import { type Caller, maySee } from "@/server/contract/_shared/caller";
import type { InboxDto } from "@/server/contract/_shared/dto";
import type { RefusalCode } from "@/server/contract/_shared/refusal";
import type { ReceiptSignal } from "@/server/domain/message/tick";
import { isStorableText } from "@/server/lib/storable-text";
import type { Tx } from "@/server/store/events/tx";
import { existingInboxes } from "@/server/store/inboxes/inbox-facts";
import { findBySourceIds } from "@/server/store/messages/attempts";
import { findInboxesOf } from "@/server/store/messages/messages";
import { lockSourceIds } from "@/server/store/messages/receipts";

/** A provider's id, which means something within one inbox only. */
export type SourceKey = { inboxId: number; sourceId: string };

/**
 * What a receipt is about: the messages that bear its source id, or the one that it names; an unknown source id, or a
 * target that the caller may not name.
 */
export type Target =
  | { kind: "messages"; messageIds: readonly number[] }
  | ({ kind: "unknown" } & SourceKey)
  | { kind: "refused"; code: RefusalCode };

/**
 * The target of each receipt. Before any message is locked, it locks the source ids that are to be parked or may be
 * learned. Until commit no other transaction can park an id that this one learns, or the reverse.
 */
export async function lockTargets(tx: Tx, reports: readonly Report[]): Promise<Target[]> {
  const named = reports.map(({ receipt }) => nameOf(receipt));
  const requested = await keepVisible(
    tx,
    named.map((name, i) =>
      name.by === "source" && maySee(callerOf(reports, i), name.key) ? name.key : null,
    ),
  );
  const taught = await listTaught(tx, reports, named);
  const known = await findKeys(tx, [
    ...requested.flatMap((key) => key ?? []),
    ...taught.map(({ key }) => key),
  ]);
  const unknown = requested.flatMap((key) => (key && !known.has(textOf(key)) ? [key] : []));
  const toLearn = taught
    .filter(({ key, messageId }) => !known.get(textOf(key))?.includes(messageId))
    .map(({ key }) => key);
  await lockSourceIds(tx, [...unknown, ...toLearn]);
  for (const [key, id] of await findKeys(tx, unknown)) known.set(key, id);

  return named.map((name, i): Target => {
    if (name.by === "nothing") return { kind: "refused", code: "input.invalid" };
    if (name.by === "message") return { kind: "messages", messageIds: [name.messageId] };
    const key = requested[i];
    if (!key) return { kind: "refused", code: "inbox.not_found" };
    const messageIds = known.get(textOf(key));
    return messageIds ? { kind: "messages", messageIds } : { kind: "unknown", ...key };
  });
}

function callerOf(reports: readonly Report[], i: number): Caller {
  const report = reports[i];
  if (!report) throw new Error("every name is a report's");
  return report.caller;
}

type Name =
  | { by: "message"; messageId: number; sourceId: string | null }
  | { by: "source"; key: SourceKey }
  | { by: "nothing" };

/** Whether Postgres accepts the values. A receipt with a bad text, id or time fails alone. */
const isSound = ({ sourceId, error, at }: ReceiptInput): boolean =>
  isStorableText(sourceId ?? "") && isStorableText(error ?? "") && !(at && Number.isNaN(at.getTime()));

function nameOf(receipt: ReceiptInput): Name {
  const { messageId, inboxId, sourceId } = receipt;
  if (!isSound(receipt)) return { by: "nothing" };
  if (messageId != null)
    return Number.isSafeInteger(messageId)
      ? { by: "message", messageId, sourceId: sourceId ?? null }
      : { by: "nothing" };
  if (inboxId == null || sourceId == null || !Number.isSafeInteger(inboxId)) return { by: "nothing" };
  return { by: "source", key: { inboxId, sourceId } };
}

const textOf = ({ inboxId, sourceId }: SourceKey): string => `${inboxId}:${sourceId}`;

/** Null for the keys in inboxes that do not exist. */
async function keepVisible(tx: Tx, keys: readonly (SourceKey | null)[]): Promise<(SourceKey | null)[]> {
  const inboxIds = new Set(keys.flatMap((key) => key?.inboxId ?? []));
  if (inboxIds.size === 0) return [...keys];
  const inboxes = await existingInboxes(tx, [...inboxIds]);
  return keys.map((key) => (key && inboxes.has(key.inboxId) ? key : null));
}

/** Receipts with a message and a source id may teach the message that id, if their caller may see it. */
async function listTaught(
  tx: Tx,
  reports: readonly Report[],
  named: readonly Name[],
): Promise<{ key: SourceKey; messageId: number }[]> {
  const teaching = named.flatMap((name, i) =>
    name.by === "message" && name.sourceId !== null
      ? [{ messageId: name.messageId, sourceId: name.sourceId, caller: callerOf(reports, i) }]
      : [],
  );
  if (teaching.length === 0) return [];
  const inboxes = await findInboxesOf(tx, [...new Set(teaching.map((t) => t.messageId))]);
  return teaching.flatMap(({ messageId, sourceId, caller }) => {
    const found = inboxes.get(messageId);
    if (!found) return [];
    const { inboxId, isInId } = found;
    const mayTeach = maySee(caller, { inboxId }) || maySee(caller, { inboxId: isInId });
    return mayTeach ? [{ messageId, key: { inboxId, sourceId } }] : [];
  });
}

/** The messages that bear each id, newest first. */
async function findKeys(tx: Tx, keys: readonly SourceKey[]): Promise<Map<string, number[]>> {
  const found = new Map<string, number[]>();
  if (keys.length === 0) return found;
  const distinct = new Map(keys.map((key) => [textOf(key), key]));
  for (const row of await findBySourceIds(tx, [...distinct.values()]))
    found.set(textOf(row), [...(found.get(textOf(row)) ?? []), row.messageId]);
  return found;
}

/** One report. It names its message by `messageId`, or by the provider's `sourceId` within `inboxId`. */
export type ReceiptInput = {
  messageId?: number | null;
  inboxId?: number | null;
  sourceId?: string | null;
  attempt?: number | null;
  signal: ReceiptSignal;
  /** When it happened; a time in the future counts as now. */
  at?: Date | null;
  error?: string | null;
  /** The program that reports it did not name the message: which one it is about is a guess. */
  isGuessed?: boolean;
  /** Nobody reported it: the caller marked the message as delivered. */
  isStated?: boolean;
  /** The conversation, by display id, that must contain the message, and the channel that must have carried it. */
  within?: { displayId: number; channel: InboxDto["channel"] };
};

/** A report with its caller: one transaction may contain several callers' reports. */
export type Report = { receipt: ReceiptInput; caller: Caller; operationId: string };
