import type { PendingEvent, Tx } from "@/server/store/events/tx";

/** The fields of a conversation with text that people wrote, emptied; its subject is left out. */
const EMPTIED = { customAttributes: {}, additionalAttributes: {}, labels: [] };

/**
 * Redacts this transaction's own events about conversations that it purges: they enter the log at commit, after the log was
 * redacted. Their hashes are those of the redacted events.
 */
export function redactPendingEvents(tx: Tx, conversationIds: readonly number[]): void {
  const ids = new Set(conversationIds);
  for (const [index, event] of tx.pendingEvents.entries())
    if (event.resource === "conversation" && ids.has(event.dto.id)) tx.pendingEvents[index] = redacted(event);
}

function redacted<D extends PendingEvent & { resource: "conversation" }>(draft: D): D {
  const isText = (field: string) => field === "subject" || Object.hasOwn(EMPTIED, field);
  const kept = Object.entries(draft.changes).filter(([field]) => !isText(field));
  const { subject: _, ...dto } = draft.dto;
  return { ...draft, dto: { ...dto, ...EMPTIED }, changes: Object.fromEntries(kept) };
}
