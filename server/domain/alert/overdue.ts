import type { AlertTurn } from "./alert";

/** After how many hours a message that was sent should be delivered; 0 = it is not watched. */
export const OVERDUE_AFTER_HOURS = { max: 720 } as const;
/** How many overdue messages open an inbox's alert; 0 = none does. Single ones are usual: a customer's phone is off. */
export const ALERT_OVERDUE_MESSAGES = { max: 1_000 } as const;
/** Only messages that became overdue in this time open an alert, or keep it open, in hours. */
export const OVERDUE_WINDOW_HOURS = 24;
/** Messages are watched for so many days: older ones will hardly arrive. */
export const OVERDUE_DAYS = 30;

/** What decides about an inbox's alerts of messages that were sent and did not arrive. */
export type OverdueTrouble = {
  overdueAfterHours: number;
  alertOverdueMessages: number;
  /** Messages that became overdue within `OVERDUE_WINDOW_HOURS`; counted up to the inbox's limit. */
  overdue: number;
};

/** Since when a message's current attempt was sent, and how many hours its inbox allows. */
export type SentMessage = { since: Date; overdueAfterHours: number };

/** Whether a sent message should have been delivered by `now`. */
export const isOverdue = ({ since, overdueAfterHours }: SentMessage, now: Date): boolean =>
  overdueAfterHours > 0 && now.getTime() - since.getTime() >= overdueAfterHours * 3_600_000;

/** Whether overdue messages are a reason for an alert. An open one ends when none of the last day is left. */
export function overdueTurn({
  overdueAfterHours,
  alertOverdueMessages: limit,
  overdue,
}: OverdueTrouble): AlertTurn {
  if (limit === 0 || overdueAfterHours === 0 || overdue === 0) return "ends";
  return overdue >= limit ? "begins" : "stays";
}

/** The same of an inbox that reports no deliveries: `unreported` messages were sent, and nobody will know of their arrival. */
export function reportsTurn({
  reportsDelivery,
  unreported,
  ...limits
}: Omit<OverdueTrouble, "overdue"> & { reportsDelivery: boolean; unreported: number }): AlertTurn {
  return overdueTurn({ ...limits, overdue: reportsDelivery ? 0 : unreported });
}
