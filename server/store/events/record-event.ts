import type { EventType } from "@/server/contract/event/event";
import { RESOURCES } from "@/server/contract/event/resources";
import type { PendingEvent, Subject, Tx } from "./tx";

type Optional = "accountId" | "inboxId" | "audience" | "cause" | "by" | "eventContext";

type NewEvent = { type: EventType; changes: PendingEvent["changes"] } & Partial<
  Pick<PendingEvent, Optional>
> &
  Subject;

/**
 * Adds an event to the transaction, with its caller and operation; `run` writes it to the outbox before the commit. Only
 * save functions call this. `inboxId`: for a resource of an inbox; a message's event gets its conversation's at commit.
 */
export function recordEvent(tx: Tx, event: NewEvent): void {
  const { caller, operationId } = tx;
  tx.pendingEvents.push({
    accountId: caller.accountId,
    inboxId: null,
    audience: RESOURCES[event.resource],
    cause: tx.cause,
    by: { actor: caller.actor, operationId },
    ...event,
  });
}
