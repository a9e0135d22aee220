import type { PendingEvent, Tx } from "@/server/store/events/tx";

/** What people wrote on a conversation. */
const WRITTEN = { customAttributes: {}, additionalAttributes: {}, labels: [] };

/**
 * Takes what people wrote out of what this operation itself tells of conversations that it purges: that comes into the
 * log at commit, after the log was redacted. Its hash is that of what is left.
 */
export function redactPendingEvents(tx: Tx, conversationIds: readonly number[]): void {
  const ids = new Set(conversationIds);
  for (const [index, event] of tx.pendingEvents.entries())
    if (event.resource === "conversation" && ids.has(event.dto.id)) tx.pendingEvents[index] = redacted(event);
}

function redacted<D extends PendingEvent & { resource: "conversation" }>(draft: D): D {
  const kept = Object.entries(draft.changes).filter(([field]) => !(field in WRITTEN));
  return { ...draft, dto: { ...draft.dto, ...WRITTEN }, changes: Object.fromEntries(kept) };
}
