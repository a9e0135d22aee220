/** `not_sent`: it was due and could not be sent. `sent` and `cancelled` have ended. */
export const SCHEDULED_STATES = ["waiting", "not_sent", "sent", "cancelled"] as const;

/** Why a scheduled message was not sent when it was due. */
export const NOT_SENT_REASONS = [
  "conversation_trashed",
  "contact_blocked",
  "inbox_on_hold",
  "author_not_allowed",
  "too_long",
  "customer_wrote",
  "not_sendable",
] as const;
export type NotSentReason = (typeof NOT_SENT_REASONS)[number];

/** The most scheduled messages of a conversation that have not ended. */
export const SCHEDULED_MESSAGES_MAX = 20;

const MINUTE_MS = 60_000;
/** How long before it is sent a message may be scheduled. */
export const SCHEDULE_AHEAD_MS = { min: MINUTE_MS, max: 366 * 24 * 60 * MINUTE_MS };

/** Whether a message may be scheduled for then: at least a minute and at most a year ahead. */
export function isSchedulable(sendAt: Date, now: Date): boolean {
  const ahead = sendAt.getTime() - now.getTime();
  return ahead >= SCHEDULE_AHEAD_MS.min && ahead <= SCHEDULE_AHEAD_MS.max;
}

/** What decides whether a scheduled message is sent. */
export type Sending = {
  isTrashed: boolean;
  isContactBlocked: boolean;
  isInboxOnHold: boolean;
  /** Its author is active and may write in the conversation. */
  mayAuthorWrite: boolean;
  /** The inbox takes a text of its length. */
  fits: boolean;
  /** The customer wrote since it was scheduled or changed, and it is not to be sent then. */
  isOvertaken: boolean;
};

/** Why a scheduled message is not sent; null: it is. */
export function whyNotSent(sending: Sending): NotSentReason | null {
  if (sending.isTrashed) return "conversation_trashed";
  if (sending.isContactBlocked) return "contact_blocked";
  if (sending.isInboxOnHold) return "inbox_on_hold";
  if (!sending.mayAuthorWrite) return "author_not_allowed";
  if (sending.isOvertaken) return "customer_wrote";
  return sending.fits ? null : "too_long";
}
