import { requireScope } from "@/server/commands/_run/permission";
import { freezeMacro } from "@/server/commands/bulk/_steps/bulk-change";
import { endBulk, resumePurge } from "@/server/commands/bulk/_steps/end-bulk";
import { requireTeam } from "@/server/commands/conversations/assign";
import { takePlan } from "@/server/commands/deletions/_steps/take-plan";
import { maySee } from "@/server/contract/_shared/caller";
import { Refusal, type RefusalCode } from "@/server/contract/_shared/refusal";
import {
  BULK_ATOMIC_MAX,
  BULK_ITEMS_MAX,
  type BulkAction,
  type BulkOperationDto,
  mayManageBulk,
} from "@/server/contract/conversation/bulk";
import { decideBulk } from "@/server/domain/bulk/bulk";
import { isSnoozeOver } from "@/server/domain/conversation/conversation";
import { findMember } from "@/server/store/_rows/member-rows";
import { closeAlert } from "@/server/store/alerts/alerts";
import {
  endItems,
  findTargets,
  insertItems,
  listChangedBy,
  rollItemsBack,
  type Target,
} from "@/server/store/bulk/bulk-items";
import {
  type BulkRow,
  insertBulk,
  lockBulk,
  postponeBulk as postpone,
  takeBulk,
  toBulkDto,
} from "@/server/store/bulk/bulk-operations";
import { saveBulk } from "@/server/store/bulk/save-bulk";
import { insertDeletion } from "@/server/store/deletions/deletion-work";
import type { Tx } from "@/server/store/events/tx";
import { shareInbox } from "@/server/store/inboxes/inboxes";

/** The conversations, by id or display id, or already found by a query. */
export type BulkTarget =
  | { ids: readonly number[] }
  | { displayIds: readonly number[] }
  | { found: readonly Target[] }
  /** For `purge`: the token of a prepared deletion. */
  | { token: string };

/** `target` is null for `undo`, which targets the conversations that the other operation changed. */
export type StartBulk = {
  change: BulkAction;
  target: BulkTarget | null;
  mode: BulkOperationDto["mode"];
  timeoutS: number;
};

/** Creates a bulk operation with a fixed set of conversations. The worker executes it. */
export async function startBulk(
  tx: Tx,
  { change, target, mode, timeoutS }: StartBulk,
): Promise<BulkOperationDto> {
  await requireParams(tx, change);
  const deadlineAt = new Date(tx.now.getTime() + timeoutS * 1000);
  const targets = await targetsOf(tx, { change, target, deadlineAt });
  const most = mode === "atomic" ? BULK_ATOMIC_MAX : BULK_ITEMS_MAX;
  if (targets.length > most)
    throw new Refusal("bulk_operation.too_many", { field: "target", detail: `at most ${most}` });
  const bulk = await insertBulk(tx, {
    ...(await freezeMacro(tx, change)),
    mode,
    timeoutS,
    total: targets.length,
  });
  if (targets.length > 0) await insertItems(tx, bulk.id, targets);
  return toBulkDto(bulk);
}

/** Spends the token, with the same checks as `confirmDeletion`. */
async function beginPurge(tx: Tx, target: BulkTarget | null, deadlineAt: Date): Promise<readonly Target[]> {
  if (target === null || !("token" in target))
    throw new Refusal("input.invalid", { field: "token", detail: "is missing" });
  const { plan, planned } = await takePlan(tx, target.token);
  if (plan.contactId !== null) throw new Refusal("deletion.token_unknown", { field: "token" });
  const ids = planned.map(({ id }) => id);
  await insertDeletion(tx, { ids, contactId: null, reason: "by_hand", drivenUntil: deadlineAt });
  return ids.map((conversationId) => ({ conversationId, displayId: null }));
}

async function targetsOf(
  tx: Tx,
  { change, target, deadlineAt }: Pick<StartBulk, "change" | "target"> & { deadlineAt: Date },
): Promise<readonly Target[]> {
  if (change.action === "undo") {
    return listUndoable(tx, change.params.bulkOperationId);
  }
  if (change.action === "purge") return beginPurge(tx, target, deadlineAt);
  if (target === null || "token" in target)
    throw new Refusal("input.invalid", { field: "target", detail: "is missing" });
  if ("found" in target) return target.found;
  return "ids" in target
    ? findTargets(tx, "conversationId", [...new Set(target.ids)])
    : findTargets(tx, "displayId", [...new Set(target.displayIds)]);
}

/** What another operation has changed. One that is running ends first, else it would go on with the rest. */
async function listUndoable(tx: Tx, bulkId: number): Promise<readonly Target[]> {
  const undone = await lockBulk(tx, bulkId);
  const isRunning = undone?.state === "running";
  if (!undone || (isRunning && !mayManageBulk(tx.caller, undone)))
    throw new Refusal("bulk_operation.not_found", { field: "params.bulkOperationId" });
  if (isRunning) await endBulk(tx, undone, { signal: "cancel" });
  return listChangedBy(tx, undone.id);
}

/**
 * Refuses parameters that fail for every conversation, as the single command does: a snooze in the past, or a member,
 * team or inbox that is unknown, deleted or hidden from the caller. Other refusals come per conversation.
 */
async function requireParams(tx: Tx, { action, params }: BulkAction): Promise<void> {
  switch (action) {
    case "snooze":
      if (params.until !== null && isSnoozeOver(new Date(params.until), tx.now))
        throw new Refusal("conversation.snooze_in_past", { field: "params.until" });
      return;
    case "assign":
      return requireMember(tx, params.assigneeId);
    case "team":
      return requireTeam(tx, params.teamId, "params.teamId");
    case "move":
      if (!maySee(tx.caller, params) || !(await shareInbox(tx, params.inboxId)))
        throw new Refusal("inbox.not_found", { field: "params.inboxId" });
  }
}

async function requireMember(tx: Tx, userId: number | null): Promise<void> {
  if (userId === null) return;
  const member = await findMember(tx, tx.caller.accountId, userId);
  if (member?.state !== "active") throw new Refusal("member.not_found", { field: "params.assigneeId" });
}

/** Resumes an incomplete bulk operation with its remaining conversations and a new deadline of the same length. */
export async function resumeBulk(tx: Tx, { bulkId }: { bulkId: number }): Promise<BulkOperationDto> {
  const bulk = await lockOwnBulk(tx, bulkId);
  const decision = decideBulk(bulk.state, "resume");
  if ("refused" in decision) throw new Refusal(decision.refused);
  const own = tx.as(tx.caller, bulk.operationId); // its events carry the operation's id
  const deadlineAt = new Date(own.now.getTime() + bulk.timeoutS * 1000);
  if (bulk.action === "purge") {
    requireScope(own.caller, "conversations:purge");
    await resumePurge(own, bulk, deadlineAt);
  }
  if (bulk.state === "timed_out") await closeAlert(own, { kind: "bulk_timed_out", subjectId: bulk.id });
  return toBulkDto(
    saveBulk(
      own,
      bulk,
      { state: decision.state, errorCode: null, finishedAt: null, deadlineAt, faults: 0 },
      "bulk.started",
    ),
  );
}

/** Ends a running bulk operation after its current turn. Conversations changed before are not reverted. */
export async function cancelBulk(tx: Tx, { bulkId }: { bulkId: number }): Promise<BulkOperationDto> {
  const bulk = await lockOwnBulk(tx, bulkId);
  return toBulkDto(await endBulk(tx, bulk, { signal: "cancel" }));
}

/** Locks a bulk operation that the caller may manage. */
async function lockOwnBulk(tx: Tx, bulkId: number): Promise<BulkRow> {
  const bulk = await lockBulk(tx, bulkId);
  if (!bulk || !mayManageBulk(tx.caller, bulk)) throw new Refusal("bulk_operation.not_found");
  return bulk;
}

export type RollBackBulk = { bulkId: number; ordinal: number; code: RefusalCode };

/**
 * Ends an atomic operation as rolled back, with the conversation that refused. Runs in a separate transaction, after the
 * rollback. False when it has ended or another process executes it.
 */
export async function rollBackBulk(tx: Tx, { bulkId, ordinal, code }: RollBackBulk): Promise<boolean> {
  const bulk = await takeBulk(tx, bulkId);
  if (bulk?.mode !== "atomic") return false;
  await endItems(tx, bulk.id, [{ ordinal, state: "failed", code }]);
  await rollItemsBack(tx, bulk.id);
  const counts = { processed: 0, succeeded: 0, unchanged: 0, failed: 1, failures: { [code]: 1 } };
  await endBulk(tx.as({ ...tx.caller, actor: bulk.requestedBy }), bulk, {
    signal: "rollBack",
    errorCode: code,
    counts,
  });
  return true;
}

/** The number of consecutive turns with internal errors after which the operation fails. */
const FAULTS_MAX = 5;
const DELAY_MS = 1_000;

/** After an internal error in a turn: delays the next turn exponentially, or ends the operation. False when it has ended. */
export async function postponeBulk(tx: Tx, { bulkId }: { bulkId: number }): Promise<boolean> {
  const bulk = await takeBulk(tx, bulkId);
  if (!bulk) return false;
  const requested = tx.as({ ...tx.caller, actor: bulk.requestedBy });
  if (bulk.faults + 1 >= FAULTS_MAX) await endBulk(requested, bulk, { signal: "fail" });
  else await postpone(tx, bulkId, DELAY_MS * 2 ** bulk.faults);
  return true;
}
