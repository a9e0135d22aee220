import type {
  LIFECYCLES as Cycles,
  PRIORITIES as Priorities,
  CONVERSATION_SIGNALS as Signals,
  CONVERSATION_STATUSES as Statuses,
} from "@/server/domain/conversation/conversation";
import type { PARTICIPATIONS as Participations } from "@/server/domain/conversation/participants";
import type {
  CALL_NAMES as Calls,
  CONNECTION_WARNINGS as Connections,
} from "@/server/domain/inbox/diagnosis";
import type { POLICY_RULES as Rules, POLICY_SETTINGS as Settings } from "@/server/domain/inbox/policy";
import type { POLICY_WARNINGS as Warnings } from "@/server/domain/inbox/policy-warnings";
import type { REVIEW_REASONS as Reasons } from "@/server/domain/inbox/review";
import type {
  RECEIPT_SIGNALS as Receipts,
  STUCK_AFTER_MINUTES as StuckAfter,
  MESSAGE_STATUSES as Ticks,
} from "@/server/domain/message/tick";
import type { UNDO_WINDOW_MS_MAX as HoldMs } from "@/server/domain/message/undo-window";
import type { LABEL_COLOURS as Colours } from "@/server/domain/organising/label";

/**
 * The domain's closed lists, again as values: this room is the only one a browser may import, and it takes only
 * types from the domain. The types make each list equal to the domain's, member by member and in order.
 */
export const MESSAGE_STATUSES: typeof Ticks = ["pending", "sent", "failed", "delivered", "read"];
export const RECEIPT_SIGNALS: typeof Receipts = ["sent", "failed", "delivered", "read"];
/** For how long a message may wait for a report, in minutes; 0 = for ever. */
export const STUCK_AFTER_MINUTES: typeof StuckAfter = { default: 10, max: 10_080 };
export const CONVERSATION_STATUSES: typeof Statuses = ["open", "pending", "snoozed", "resolved"];
export const CONVERSATION_SIGNALS: typeof Signals = [
  "resolve",
  "reopen",
  "markPending",
  "snooze",
  "wake",
  "handoff",
];
export const LIFECYCLES: typeof Cycles = ["live", "trashed", "purged"];
export const PRIORITIES: typeof Priorities = ["low", "medium", "high", "urgent"];
export const LABEL_COLOURS: typeof Colours = [
  "gray",
  "red",
  "orange",
  "yellow",
  "green",
  "teal",
  "blue",
  "purple",
  "pink",
];
export const POLICY_SETTINGS: typeof Settings = [
  "botEnabled",
  "botTakesReopened",
  "startAsPending",
  "callerStatusWins",
  "onMessageAfterResolve",
];
export const POLICY_RULES: typeof Rules = [
  "integration_contact",
  "contact_blocked",
  "spam",
  "agent_started",
  "customer_reply",
  "caller_status",
  "bot_enabled",
  "start_as_pending",
  "default_open",
  "new_conversation",
  "bot_takes_reopened",
];
export const POLICY_WARNINGS: typeof Warnings = [
  "botOverridesStart",
  "botCoversStart",
  "apiPassesBot",
  "apiPassesStart",
  "reopenedWithoutBot",
  "reopenedNever",
];
export const REVIEW_REASONS: typeof Reasons = ["never", "release", "time"];
/** A message may be held back for at most this long, in ms. */
export const UNDO_WINDOW_MS_MAX: typeof HoldMs = 60_000;
export const CALL_NAMES: typeof Calls = [
  "create",
  "createOpen",
  "createPending",
  "createSnoozed",
  "createResolved",
  "writeInOpen",
  "writeInPending",
  "writeInSnoozed",
  "writeInResolved",
];
export const CONNECTION_WARNINGS: typeof Connections = [
  "noCallback",
  "callbackUnencrypted",
  "callbackLocal",
  "noToken",
  "noAgent",
  "stuckMessages",
  "reviewDue",
];

/** One note mentions at most so many members. */
export const MENTIONS_MAX = 50;

/** The longest question that a search takes, in characters. */
export const QUERY_CHARS_MAX = 200;
/** Characters of a file of contacts: with JSON around it a request stays below its bound. */
export const IMPORT_CHARS_MAX = 500_000;
export const PARTICIPATIONS: typeof Participations = ["assigned", "replied", "noted", "mentioned", "added"];
