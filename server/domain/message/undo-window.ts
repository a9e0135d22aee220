/** The longest undo window of a message, in ms. */
export const UNDO_WINDOW_MS_MAX = 60_000;

/** The end of an undo window of `holdMs`; null = sent immediately. */
export const sendAfterOf = (holdMs: number, now: Date): Date | null =>
  holdMs <= 0 ? null : new Date(now.getTime() + Math.min(holdMs, UNDO_WINDOW_MS_MAX));

/** The fields of a message that decide whether it may be withdrawn. */
export type Withdrawable = { sendAfter: Date | null; withdrawnAt: Date | null };

/** Whether a message is within its undo window: its writer may withdraw it, and receipts are refused. */
export const isInUndoWindow = ({ sendAfter, withdrawnAt }: Withdrawable, now: Date): boolean =>
  sendAfter !== null && withdrawnAt === null && !isUndoWindowOver(sendAfter, now);

/** An end further away than any window lasts was set before the clock went back: that window is over too. */
export const isUndoWindowOver = (sendAfter: Date, now: Date): boolean =>
  sendAfter <= now || sendAfter.getTime() > now.getTime() + UNDO_WINDOW_MS_MAX;

export type WithdrawDecision =
  | { kind: "withdraw" }
  /** It was withdrawn already. */
  | { kind: "keep" }
  | { kind: "refused"; code: "message.already_left" | "message.not_yours" };

/** Only its writer withdraws a message, and only within its undo window. */
export function decideWithdraw(message: Withdrawable, isWriter: boolean, now: Date): WithdrawDecision {
  if (!isWriter) return { kind: "refused", code: "message.not_yours" };
  if (message.withdrawnAt !== null) return { kind: "keep" };
  return isInUndoWindow(message, now)
    ? { kind: "withdraw" }
    : { kind: "refused", code: "message.already_left" };
}
