/** What administrators are told about. Each kind has subjects of one type. */
export const ALERT_KINDS = [
  "stuck_messages",
  "callback_down",
  "settings_drifted",
  "endpoint_disabled",
  "bulk_timed_out",
  "messages_overdue",
  "no_delivery_reports",
  "messages_failing",
  "nobody_takes_replies",
  "disk_filling",
  "archive_failing",
  "channel_disconnected",
] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

export const ALERT_SUBJECTS = ["inbox", "endpoint", "bulk_operation", "disk"] as const;

/** How many stuck messages open an inbox's alert; 0 = none does. */
export const ALERT_STUCK_MESSAGES = { max: 1_000 } as const;
/** After how many minutes without an answer of the inbox's callback, or without its channel's connection, an alert is opened; 0 = never. */
export const ALERT_DOWN_MINUTES = { max: 1_440 } as const;
/** A reply that nobody takes opens an alert after so long: whoever reads the event log has this time to report, in seconds. */
export const UNTAKEN_SECONDS = 10;
/** Only messages whose attempt began in this time open an alert of stuck ones, or keep it open, in hours. */
export const STUCK_WINDOW_HOURS = 24;
/** A timed-out bulk operation that nobody resumes keeps its alert open for so many days. */
export const BULK_ALERT_DAYS = 7;

/** What decides about an inbox's alerts. Times in ms since 1970. */
export type InboxTrouble = {
  alertStuckMessages: number;
  alertDownMinutes: number;
  hasCallback: boolean;
  /** Messages without a receipt in time, within `STUCK_WINDOW_HOURS`; counted up to the inbox's limit. */
  stuck: number;
  /** Since when every call of the callback has failed; null = the last one was answered. */
  failingSinceMs: number | null;
  lastFailedMs: number | null;
  /** Messages wait to be sent. */
  isWaiting: boolean;
  /** Of the channel's connection; null = it has none. */
  connection: { state: ConnectionState; sinceMs: number } | null;
  /** Nobody takes the inbox's replies. */
  lacksTaker: boolean;
  /** A reply has waited for `UNTAKEN_SECONDS`, or was written since nobody takes them. */
  isUntaken: boolean;
};

export type ConnectionState = "connecting" | "connected" | "disconnected" | "off";

/** `begins`: an alert is due if none is open; `ends`: an open one is over; `stays`: neither. */
export type AlertTurn = "begins" | "stays" | "ends";

const MINUTE_MS = 60_000;

/**
 * Whether stuck messages are a reason for an alert. An open one ends only when none is left, so it does not open and close
 * again while messages are added and solved.
 */
export function stuckTurn({
  alertStuckMessages,
  stuck,
}: Pick<InboxTrouble, "alertStuckMessages" | "stuck">): AlertTurn {
  if (alertStuckMessages === 0 || stuck === 0) return "ends";
  return stuck >= alertStuckMessages ? "begins" : "stays";
}

/**
 * Whether the callback is down. One failure long ago proves nothing: either messages still wait, so it is called again and
 * again, or the last failure was as long after the first as the inbox allows.
 */
export function downTurn(
  {
    alertDownMinutes,
    hasCallback,
    failingSinceMs,
    lastFailedMs,
    isWaiting,
  }: Pick<InboxTrouble, "alertDownMinutes" | "hasCallback" | "failingSinceMs" | "lastFailedMs" | "isWaiting">,
  nowMs: number,
): AlertTurn {
  if (alertDownMinutes === 0 || !hasCallback || failingSinceMs === null) return "ends";
  const dueMs = failingSinceMs + alertDownMinutes * MINUTE_MS;
  return nowMs >= dueMs && (isWaiting || (lastFailedMs ?? 0) >= dueMs) ? "begins" : "stays";
}

/** Whether the channel has been without its connection for too long. */
export function disconnectedTurn(
  { alertDownMinutes, connection }: Pick<InboxTrouble, "alertDownMinutes" | "connection">,
  nowMs: number,
): AlertTurn {
  if (alertDownMinutes === 0 || !connection) return "ends";
  const { state, sinceMs } = connection;
  if (state === "connecting") return "stays";
  if (state !== "disconnected") return "ends";
  return nowMs >= sinceMs + alertDownMinutes * MINUTE_MS ? "begins" : "stays";
}

/**
 * Whether replies that nobody takes are a reason for an alert. Without a reply there is nothing to alert about: a new inbox is
 * being set up. An open one ends when somebody takes the replies, not when the message is deleted.
 */
export const untakenTurn = ({
  lacksTaker,
  isUntaken,
}: {
  lacksTaker: boolean;
  isUntaken: boolean;
}): AlertTurn => (!lacksTaker ? "ends" : isUntaken ? "begins" : "stays");

/** Bytes of the disk that are free, and that uploads leave free. */
export type DiskRoom = { free: number; reserve: number };

/** An alert is due while uploads are still taken, below so many reserves. */
const OPENS_BELOW = 2;
/** It is over above so many: files come and go, and it must not open and close with each. */
const CLOSES_ABOVE = 2.5;

/** Whether the disk's room is a reason for an alert. Without a reserve nobody asked to be told. */
export function diskTurn({ free, reserve }: DiskRoom): AlertTurn {
  if (reserve === 0 || free >= CLOSES_ABOVE * reserve) return "ends";
  return free < OPENS_BELOW * reserve ? "begins" : "stays";
}

/** The newest attempts of an inbox, among which failures are counted. */
export const FAILURE_SAMPLE = 50;
/** How many of the sample may fail before an alert is opened; 0 = any. */
export const ALERT_FAILED_ATTEMPTS = { max: FAILURE_SAMPLE } as const;
/** What share of the attempts of `FAILURE_MINUTES` may fail before an alert is opened, in percent; 0 = any. */
export const ALERT_FAILED_PERCENT = { max: 100 } as const;
export const FAILURE_MINUTES = 10;
/** Fewer failures than this are no share: one of one is 100 %. */
const FAILURES_MIN = 5;
/** So many attempts in sequence without a failure end an alert. A quarter of them must fail to begin it. */
export const RECOVERED_ATTEMPTS = 10;
/** Older attempts say nothing about today. */
export const FAILURE_HOURS = 24;

/** Attempts that ended within `FAILURE_HOURS`, and those of them that failed. */
type Count = { attempts: number; failed: number };

export type FailureTrouble = {
  alertFailedAttempts: number;
  alertFailedPercent: number;
  /** Among the newest `FAILURE_SAMPLE`. */
  sample: Count;
  /** Among those of the last `FAILURE_MINUTES`. */
  recent: Count;
  /** Among the newest `RECOVERED_ATTEMPTS`. */
  newest: Count;
};

/**
 * Whether failures are a reason for an alert. An open one ends once the newest attempts succeed, whatever failed before
 * them, or when none failed within a day. It begins again only when several of the newest fail, so it does not open and
 * close with every failure.
 */
export function failingTurn({
  alertFailedAttempts: limit,
  alertFailedPercent: percent,
  sample,
  recent,
  newest,
}: FailureTrouble): AlertTurn {
  if ((limit === 0 && percent === 0) || newest.failed === 0) return "ends";
  const isMany = limit > 0 && sample.failed >= limit;
  const isShare =
    percent > 0 && recent.failed >= FAILURES_MIN && recent.failed * 100 >= percent * recent.attempts;
  const isNow = newest.failed * 4 >= newest.attempts;
  return (isMany || isShare) && isNow ? "begins" : "stays";
}

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
