export { postsCreation } from "@/server/domain/inbox/channel";
export { RETRY_GAP_SECONDS } from "@/server/domain/message/attempt-group";
export { charactersOf } from "@/server/domain/message/content";
export { POSTED_NOTICES } from "@/server/domain/message/system-message";
export { RECEIPT_SIGNALS, STUCK_AFTER_MINUTES } from "@/server/domain/message/tick";
export { UNDO_WINDOW_MS_MAX } from "@/server/domain/message/undo-window";
export {
  AUTO_RETRY_HOURS,
  AUTO_RETRY_LIMIT,
  NOT_RETRIED,
  TRANSIENT_ERRORS,
} from "@/server/domain/send/auto-retry";

/** What a line of a message's tick timeline says: a report, or what Tickline did or found. */
export const TIMELINE_SIGNALS = [
  "accepted",
  "sent",
  "failed",
  "delivered",
  "read",
  "retry",
  "retry_planned",
  "retry_cancelled",
  "stuck",
  "unconfirmed",
  "delayed",
  "copy_failed",
  "dismissed",
  "undismissed",
] as const;

/** The most mentions in one note. */
export const MENTIONS_MAX = 50;

export { capabilitiesOf, isReachedByPhone, replyWindowHoursOf } from "@/server/domain/inbox/channel";
export {
  type Change,
  type ChangeRefusal,
  leftAtOf,
  whyNotChanged,
} from "@/server/domain/message/content";
export { mapHref } from "@/server/domain/message/place";
export { isSchedulable } from "@/server/domain/message/scheduled-message";
