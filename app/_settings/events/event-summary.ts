import type { EventLine } from "./event-line";

type Change = { from?: unknown; to?: unknown };

const hasRisen = ({ from, to }: Change = {}): boolean =>
  typeof from === "number" && typeof to === "number" && to > from;
const hasFallen = ({ from, to }: Change = {}): boolean => hasRisen({ from: to, to: from });

/** The message that says what happened, of `settings.events.summary`. A redacted event has no changes. */
export function summaryKeyOf({ type, changes }: Pick<EventLine, "type" | "changes">) {
  if (type !== "conversation.seen") return type;
  const { contactSeenAt, agentSeenNumber, unreadCount } = changes;
  if (contactSeenAt) return "conversation.read_by_customer";
  if (hasFallen(agentSeenNumber) || hasRisen(unreadCount)) return "conversation.marked_unread";
  return agentSeenNumber || unreadCount ? "conversation.read" : type;
}
