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
] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

export const ALERT_SUBJECTS = ["inbox", "endpoint", "bulk_operation", "disk"] as const;

/** How many stuck messages open an inbox's alert; 0 = none does. */
export const ALERT_STUCK_MESSAGES = { max: 1_000 } as const;
/** After how many minutes without an answer of the inbox's callback an alert is opened; 0 = never. */
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
  /** Nobody takes the inbox's replies. */
  lacksTaker: boolean;
  /** A reply has waited for `UNTAKEN_SECONDS`, or was written since nobody takes them. */
  isUntaken: boolean;
};

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
