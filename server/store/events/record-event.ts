import type { Audience } from "@/server/contract/_shared/caller";
import type { EventType, ResourceType } from "@/server/contract/event/event";
import type { PendingEvent, Subject, Tx } from "./tx";

type Optional = "accountId" | "inboxId" | "audience" | "cause" | "by" | "eventContext";

type NewEvent = { type: EventType; changes: PendingEvent["changes"] } & Partial<
  Pick<PendingEvent, Optional>
> &
  Subject;

/** Who receives the events of a resource; null: those who may see its inbox. */
const AUDIENCE: Readonly<Record<ResourceType, Audience | null>> = {
  account: "account",
  alert: "admins",
  bulk_operation: "account",
  attribute_definition: "account",
  canned_reply: "account",
  command_message: null,
  company: "account",
  contact: "account",
  contact_note: "account",
  conversation: null,
  conversation_member: null,
  endpoint: "admins",
  inbox: null,
  label: "account",
  macro: "account",
  member: "account",
  message: null,
  operation: "account",
  team: "account",
  token: "admins",
  view: "account",
};

/**
 * Adds an event to the transaction, with its caller and operation; `run` writes it to the outbox before the commit. Only
 * save functions call this. `inboxId`: for a resource of an inbox; a message's event gets its conversation's at commit.
 */
export function recordEvent(tx: Tx, event: NewEvent): void {
  const { caller, operationId } = tx;
  tx.pendingEvents.push({
    accountId: caller.accountId,
    inboxId: null,
    audience: AUDIENCE[event.resource],
    cause: tx.cause,
    by: { actor: caller.actor, operationId },
    ...event,
  });
}
