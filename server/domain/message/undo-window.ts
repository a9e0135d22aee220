/** The longest undo window of a message, in ms. */
export const UNDO_WINDOW_MS_MAX = 60_000;

/** When a message leaves that may be withdrawn for `holdMs`; null = at once. */
export const sendAfterOf = (holdMs: number, now: Date): Date | null =>
  holdMs <= 0 ? null : new Date(now.getTime() + Math.min(holdMs, UNDO_WINDOW_MS_MAX));

/** What of a message decides whether it may be withdrawn. */
export type Withdrawable = { sendAfter: Date | null; withdrawnAt: Date | null };

/** Whether a message has not left yet: its writer may withdraw it, and nothing can be reported about it. */
export const isInUndoWindow = ({ sendAfter, withdrawnAt }: Withdrawable, now: Date): boolean =>
  sendAfter !== null && withdrawnAt === null && now < sendAfter;

export type WithdrawDecision =
  | { kind: "withdraw" }
  /** It was withdrawn before. */
  | { kind: "keep" }
  | { kind: "refused"; code: "message.already_left" | "message.not_yours" };

/** Only its writer withdraws a message, and only until it leaves. */
export function decideWithdraw(message: Withdrawable, isWriter: boolean, now: Date): WithdrawDecision {
  if (!isWriter) return { kind: "refused", code: "message.not_yours" };
  if (message.withdrawnAt !== null) return { kind: "keep" };
  return isInUndoWindow(message, now)
    ? { kind: "withdraw" }
    : { kind: "refused", code: "message.already_left" };
}
