export { postsCreation } from "@/server/domain/inbox/channel";
export { RETRY_GAP_SECONDS } from "@/server/domain/message/attempt-group";
export { AUTO_RETRY_HOURS, AUTO_RETRY_LIMIT, NOT_RETRIED } from "@/server/domain/message/auto-retry";
export { charactersOf } from "@/server/domain/message/content-length";
export { POSTED_NOTICES } from "@/server/domain/message/system-message";
export { RECEIPT_SIGNALS, STUCK_AFTER_MINUTES } from "@/server/domain/message/tick";
export { TRANSIENT_ERRORS } from "@/server/domain/message/transient-errors";
export { UNDO_WINDOW_MS_MAX } from "@/server/domain/message/undo-window";

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
] as const;

/** The most mentions in one note. */
export const MENTIONS_MAX = 50;
