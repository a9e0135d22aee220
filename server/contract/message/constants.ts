export { RECEIPT_SIGNALS, STUCK_AFTER_MINUTES } from "@/server/domain/message/tick";
export { UNDO_WINDOW_MS_MAX } from "@/server/domain/message/undo-window";

/** One note mentions at most so many members. */
export const MENTIONS_MAX = 50;
