/** The states of a bulk operation. Only `running` has work left; the others are ends. */
export const BULK_STATES = [
  "running",
  "completed",
  "completed_with_errors",
  "failed",
  "cancelled",
  "timed_out",
  "rolled_back",
] as const;
export type BulkState = (typeof BULK_STATES)[number];
export type BulkEnd = Exclude<BulkState, "running">;

/**
 * What happens to a bulk operation. `complete`: every item was processed; `completeWithErrors`: some of them failed;
 * `fail`: the requester lost their rights, or our own errors repeated; `rollBack`: all or nothing, and one item refused.
 */
export const BULK_SIGNALS = [
  "complete",
  "completeWithErrors",
  "fail",
  "cancel",
  "timeOut",
  "rollBack",
  "resume",
] as const;
export type BulkSignal = (typeof BULK_SIGNALS)[number];

export type BulkRefusal = "bulk_operation.not_running" | "bulk_operation.not_resumable";

const RUNNING = {
  complete: "completed",
  completeWithErrors: "completed_with_errors",
  fail: "failed",
  cancel: "cancelled",
  timeOut: "timed_out",
  rollBack: "rolled_back",
  resume: null,
} as const;

const ENDED = {
  complete: null,
  completeWithErrors: null,
  fail: null,
  cancel: null,
  timeOut: null,
  rollBack: null,
  resume: null,
} as const;

/** An end that left items unprocessed. */
const INTERRUPTED = { ...ENDED, resume: "running" } as const;

/** State × signal → the next state; null is refused. */
const NEXT: Record<BulkState, Record<BulkSignal, BulkState | null>> = {
  running: RUNNING,
  completed: ENDED,
  completed_with_errors: ENDED,
  failed: INTERRUPTED,
  cancelled: INTERRUPTED,
  timed_out: INTERRUPTED,
  rolled_back: ENDED,
};

/** The state after `signal`, or the code it is refused with. */
export function decideBulk(
  from: BulkState,
  signal: BulkSignal,
): { state: BulkState } | { refused: BulkRefusal } {
  const state = NEXT[from][signal];
  if (state !== null) return { state };
  return {
    refused: signal === "resume" ? "bulk_operation.not_resumable" : "bulk_operation.not_running",
  };
}

type Ending = {
  event: "bulk.completed" | "bulk.failed" | "bulk.cancelled" | "bulk.timed_out" | "bulk.rolled_back";
  /** How the operation ends for consumers that wait for it. */
  operation: "succeeded" | "failed" | "timed_out";
  /** Why, unless it did everything requested or has another reason. */
  errorCode: string | null;
};

/** The event and reason of each end. */
export const BULK_ENDINGS: Record<BulkEnd, Ending> = {
  completed: { event: "bulk.completed", operation: "succeeded", errorCode: null },
  completed_with_errors: {
    event: "bulk.completed",
    operation: "failed",
    errorCode: "bulk_operation.items_failed",
  },
  failed: { event: "bulk.failed", operation: "failed", errorCode: "internal" },
  cancelled: { event: "bulk.cancelled", operation: "failed", errorCode: "bulk_operation.cancelled" },
  timed_out: { event: "bulk.timed_out", operation: "timed_out", errorCode: "bulk_operation.timed_out" },
  rolled_back: { event: "bulk.rolled_back", operation: "failed", errorCode: "internal" },
};

/** The signal that follows a turn, or null while items are left. */
export function signalAfterTurn({
  processed,
  total,
  failed,
}: {
  processed: number;
  total: number;
  failed: number;
}): "complete" | "completeWithErrors" | null {
  if (processed < total) return null;
  return failed > 0 ? "completeWithErrors" : "complete";
}
