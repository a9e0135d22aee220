import { type Caller, maySee } from "@/server/contract/_shared/caller";
import type { InboxDto, MessageDto } from "@/server/contract/_shared/dto";
import type { RefusalCode } from "@/server/contract/_shared/refusal";
import { attemptOfReceipt, type Ignored } from "@/server/domain/message/tick";
import { type MessageRow, toMessageDto } from "@/server/store/_rows/message-row";
import type { Tx } from "@/server/store/events/tx";
import { channelsOf } from "@/server/store/inboxes/inbox-facts";
import type { ReceiptContext } from "@/server/store/messages/receipt-context";
import { parkReceipt } from "@/server/store/messages/receipts";
import { listWithdrawable } from "@/server/store/messages/undo-windows";
import { listUntried } from "@/server/store/sends/program-calls";
import { type FoldedReceipt, type Folding, fold } from "./fold-receipt";
import { type Foldings, lockFoldings, saveFoldings } from "./fold-receipts";
import { lockTargets, type ReceiptInput, type Report, type SourceKey, type Target } from "./receipt-targets";

/** The outcome of one report. `message`: after the operation, if the caller may see it. */
export type ReceiptOutcome = {
  result: "applied" | "stale" | "parked" | "no_tick" | RefusalCode;
  /** Why a stale report changed nothing; null for any other result. */
  ignored: Ignored | null;
  message: MessageDto | null;
  around: ReceiptContext | null;
};

/**
 * Records reports of several callers of one account. The transaction's caller must see everything; each report is
 * checked against its own caller's rights. All or none: one that Postgres rejects fails all.
 */
export async function recordReports(
  tx: Tx,
  { reports }: { reports: readonly Report[] },
): Promise<ReceiptOutcome[]> {
  const targets = await lockTargets(tx, reports);
  const { ids, named, failing, tried } = reportedIds(reports, targets);
  const foldings = await lockFoldings(tx, [...ids], { named, failing });
  const rows = new Map(foldings.rows);
  const [channels, withdrawable, untried] = await Promise.all([
    readChannels(tx, reports, foldings),
    listWithdrawable(tx, [...rows.values()]),
    listUntried(
      tx,
      tx.caller.accountId,
      [...failing].filter((id) => !tried.has(id)),
    ),
  ]);

  const results: Folded[] = [];
  for (const [i, report] of reports.entries()) {
    const target: Target = targets[i] ?? { kind: "refused", code: "input.invalid" };
    if (target.kind === "messages")
      results.push(
        strongest(
          target.messageIds.map((id) =>
            foldInto(tx, report, { row: rows.get(id), foldings, channels, withdrawable, untried }),
          ),
        ),
      );
    else if (target.kind === "refused") results.push(failed(target.code));
    else results.push(failed(await park(tx, target, report)));
  }

  for (const saved of await saveFoldings(tx, foldings.byMessage, foldings.around)) rows.set(saved.id, saved);
  return results.map(({ result, ignored, row }) => ({
    result,
    ignored,
    message: row && toMessageDto(rows.get(row.id) ?? row),
    around: row && (foldings.around.get(row.conversationId) ?? null),
  }));
}

type ReportedIds = Record<"ids" | "named" | "failing" | "tried", Set<number>>;

/**
 * The messages of all reports; those of which a report names an attempt, or reports a failure; and those that somebody has
 * tried to send, since a report says that they left or gives the provider's id.
 */
function reportedIds(reports: readonly Report[], targets: readonly Target[]): ReportedIds {
  const found: ReportedIds = {
    ids: new Set(),
    named: new Set(),
    failing: new Set(),
    tried: new Set(),
  };
  for (const [i, { receipt }] of reports.entries()) {
    const target = targets[i];
    if (target?.kind !== "messages") continue;
    for (const id of target.messageIds) {
      found.ids.add(id);
      if (receipt.sourceId != null || receipt.attempt != null) found.named.add(id);
      if (receipt.signal === "failed") found.failing.add(id);
      if (receipt.signal !== "failed" || receipt.sourceId != null) found.tried.add(id);
    }
  }
  return found;
}

/** The result of a report about several messages: that it changed one comes before that it was stale. */
function strongest(results: readonly Folded[]): Folded {
  const found =
    results.find(({ result }) => result === "applied") ??
    results.find(({ result }) => result === "stale") ??
    results[0];
  if (!found) throw new Error("a report is about a message");
  return found;
}

type Folded = Pick<ReceiptOutcome, "result" | "ignored"> & { row: MessageRow | null };

const failed = (result: ReceiptOutcome["result"], row: MessageRow | null = null): Folded => ({
  result,
  ignored: null,
  row,
});

type Channels = ReadonlyMap<number, InboxDto["channel"]>;

/** The channels of inboxes that a conversation has left, if a report needs them; the others are in the context. */
async function readChannels(
  tx: Tx,
  reports: readonly Report[],
  { rows, around }: Foldings,
): Promise<Channels> {
  if (!reports.some(({ receipt }) => receipt.within)) return new Map();
  const left = [...rows.values()].filter(
    (row) => row.inboxId !== around.get(row.conversationId)?.conversation.inboxId,
  );
  return left.length === 0 ? new Map() : channelsOf(tx, [...new Set(left.map(({ inboxId }) => inboxId))]);
}

type FoldingInto = {
  row: MessageRow | undefined;
  foldings: Foldings;
  channels: Channels;
  /** The messages that may still be withdrawn. */
  withdrawable: ReadonlySet<number>;
  /** The attempts of messages that wait for their first try. */
  untried: ReadonlyMap<number, number>;
};

function foldInto(
  tx: Tx,
  report: Report,
  { row, foldings, channels, withdrawable, untried }: FoldingInto,
): Folded {
  const { receipt, caller, operationId } = report;
  const around = row && foldings.around.get(row.conversationId);
  if (!row || !mayReport(caller, row, around)) return failed("message.not_found");
  const misplaced = misplacedAs(receipt, around, channels.get(row.inboxId) ?? around?.inbox.channel);
  if (misplaced) return failed(misplaced);
  if (withdrawable.has(row.id)) return failed("message.held");
  const folding = foldings.byMessage.get(row.id);
  if (!folding) return failed("no_tick", row);
  if (receipt.signal === "failed" && isUntried(folding, receipt, untried)) return failed("receipt.not_tried");
  if (receipt.isGuessed) folding.isGuessed = true;
  const folded = fold(folding, toFolded(tx, report), { actor: caller.actor, operationId });
  return folded ? { ...folded, row } : failed("receipt.unknown_attempt", row);
}

/** Whether a report is about an attempt that waits for its first call, and of which nothing is known. */
const isUntried = (
  { row, tick, attempts }: Folding,
  { sourceId = null, attempt = null }: ReceiptInput,
  untried: FoldingInto["untried"],
): boolean =>
  tick.status === "pending" &&
  untried.has(row.id) &&
  attemptOfReceipt(attempts, { sourceId, attempt })?.attempt === untried.get(row.id);

/** Whether the caller may see the conversation, or the inbox that carried the message: its receipts come from there. */
const mayReport = (caller: Caller, row: MessageRow, around: ReceiptContext | undefined): boolean =>
  maySee(caller, row) || (around !== undefined && maySee(caller, around.conversation));

function misplacedAs(
  { within }: ReceiptInput,
  around: ReceiptContext | undefined,
  channel: InboxDto["channel"] | undefined,
): RefusalCode | null {
  if (!within) return null;
  if (within.displayId !== around?.conversation.displayId) return "message.not_found";
  return within.channel === channel ? null : "message.status_not_allowed";
}

async function park(tx: Tx, key: SourceKey, report: Report): Promise<"parked"> {
  const { signal, error, actor, at, receivedAt } = toFolded(tx, report);
  const { inboxId, sourceId } = key;
  await parkReceipt(tx, {
    inboxId,
    sourceId,
    signal,
    error,
    actor,
    at: at < receivedAt ? at : receivedAt,
    receivedAt,
  });
  return "parked";
}

const toFolded = (tx: Tx, { receipt, caller }: Report): FoldedReceipt => ({
  signal: receipt.signal,
  sourceId: receipt.sourceId ?? null,
  attempt: receipt.attempt ?? null,
  at: receipt.at ?? tx.now,
  receivedAt: tx.now,
  error: receipt.error ?? null,
  actor: caller.actor,
  isGuessed: receipt.isGuessed ?? false,
  isStated: receipt.isStated ?? false,
});
