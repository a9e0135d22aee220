import type { Tick } from "./tick";

/** Whether a message needs someone: it failed, or whether it was sent is unknown. */
export const isInTrouble = ({ status, unconfirmed }: Pick<Tick, "status" | "unconfirmed">): boolean =>
  status === "failed" || unconfirmed;

/** Whether a member may mark a message as delivered: its arrival is not reported, or a report contradicts it. */
export const canMarkDelivered = (tick: Tick, isOverdue: boolean): boolean => isInTrouble(tick) || isOverdue;

/** Whether a dismissal outlasts a change of the tick: it is about one failure, or one doubt, of one attempt. */
export const keepsDismissal = (before: Tick, after: Tick): boolean =>
  isInTrouble(after) &&
  before.status === after.status &&
  before.attempt === after.attempt &&
  before.unconfirmed === after.unconfirmed;
