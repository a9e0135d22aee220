import { hash } from "node:crypto";
import { setImmediate as breathe } from "node:timers/promises";
import type { UnstampedEvent } from "@/server/contract/event/event";
import { canonicalJson } from "@/server/lib/canonical-json";
import { newId } from "@/server/lib/new-id";
import { statement } from "@/server/store/_postgres/statement";
import { saveNotices } from "@/server/store/members/notifications";
import { type EventContextsById, knownContext, loadEventContexts } from "./event-context";
import { type EventContext, type PendingEvent, type PreloadedContext, sendAhead, type Tx } from "./tx";

/** The conversation that an event is about; its log and its deletion include the event. */
function conversationOf(pending: PendingEvent): number | null {
  switch (pending.resource) {
    case "conversation":
      return pending.dto.id;
    case "message":
    case "command_message":
    case "scheduled_message":
    case "conversation_member":
      return pending.dto.conversationId;
    default:
      return null;
  }
}

/** Whether the event has no context, or it is known already. */
function hasContext(tx: Tx, pending: PendingEvent): boolean {
  if (pending.resource === "conversation") return tx.preloaded.has(pending.dto.id);
  if (pending.resource !== "message" || pending.eventContext) return true;
  return Boolean(tx.preloaded.get(pending.dto.conversationId)?.conversation);
}

/** Bodies are sent as one text with a line each: JSON has no raw line feed, and an array would escape every quote. */
const INSERT = statement(`
  insert into outbox (account_id, event_id, type, operation_id, resource_type, resource_id, resource_version,
                      conversation_id, inbox_id, audience, occurred_at, hash, body)
  select account_id, event_id, type, operation_id, resource_type, resource_id, resource_version,
         conversation_id, inbox_id, audience, $1, hash, body::json
    from rows from (unnest($2::bigint[]), unnest($3::uuid[]), unnest($4::text[]), unnest($5::uuid[]),
                    unnest($6::text[]), unnest($7::bigint[]), unnest($8::int[]), unnest($9::bigint[]),
                    unnest($10::bigint[]), unnest($11::text[]), unnest($12::text[]),
                    string_to_table($13, E'\\n')) with ordinality
         as row (account_id, event_id, type, operation_id, resource_type, resource_id, resource_version,
                 conversation_id, inbox_id, audience, hash, body, place)
   order by place`);

/**
 * Turns pending events into events and appends them to the outbox in one statement, without waiting for it. Called by `run` just
 * before the commit: outbox ids rise per resource in order of change because each resource is still locked.
 */
export async function appendOutbox(tx: Tx): Promise<UnstampedEvent[]> {
  const { pendingEvents } = tx;
  if (pendingEvents.length === 0) return [];
  const missing = pendingEvents.filter((pending) => !hasContext(tx, pending)).map(conversationOf);
  const ids = [...new Set(missing.filter((id) => id !== null))];
  const contexts = withKnown(tx, await loadEventContexts(tx, ids));
  const written = await toEvents(tx, contexts);
  const events = written.map(({ event }) => event);

  saveNotices(tx, events);
  const inserted = tx.query(INSERT, [
    tx.now,
    pendingEvents.map((d) => d.accountId),
    events.map((e) => e.id),
    events.map((e) => e.type),
    events.map((e) => e.operationId),
    events.map((e) => e.resource.type),
    events.map((e) => e.resource.id),
    events.map((e) => e.resource.version),
    pendingEvents.map(conversationOf),
    events.map((e) => e.inboxId),
    events.map((e) => e.audience),
    events.map((e) => e.hash),
    written.map(({ text }) => text).join("\n"),
  ]);
  sendAhead(tx, inserted);
  return events;
}

/** The loaded contexts and those that are known, each as of the commit. */
function withKnown(tx: Tx, loaded: EventContextsById): EventContextsById {
  for (const id of new Set(
    tx.pendingEvents.flatMap((pending) => (pending.resource === "message" ? pending.dto.conversationId : [])),
  )) {
    const known = loaded.has(id) ? null : knownContext(tx, { conversationId: id });
    if (known) loaded.set(id, known);
  }
  return loaded;
}

/** Yields to the event loop after every `YIELD_AFTER` events. */
async function toEvents(tx: Tx, eventContexts: EventContextsById) {
  const written: ReturnType<typeof toEvent>[] = [];
  for (const pending of tx.pendingEvents) {
    if (written.length % YIELD_AFTER === YIELD_AFTER - 1) await breathe();
    written.push(toEvent(tx, pending, eventContexts));
  }
  return written;
}

/** Takes some milliseconds. */
const YIELD_AFTER = 50;

function toEvent(
  tx: Tx,
  pending: PendingEvent,
  eventContexts: EventContextsById,
): { event: UnstampedEvent; text: string } {
  const { actor, operationId } = pending.by;
  const body = {
    id: newId(),
    type: pending.type,
    occurredAt: tx.now.toISOString(),
    operationId,
    actor,
    cause: pending.cause,
    inboxId: inboxOf(pending, eventContexts),
    audience: pending.audience,
    resource: { type: pending.resource, id: pending.dto.id, version: pending.dto.version },
    data: toData(tx, pending, eventContexts),
    changes: pending.changes,
  };
  const text = canonicalJson(body);
  const hashed = sha256(text);
  const event = { ...body, hash: hashed };
  if (pending.eventContext) parseLazily(event, text);
  return { event: event as UnstampedEvent, text: `${text.slice(0, -1)},"hash":"${hashed}"}` };
}

/** A context that was loaded as text is rarely read as an object. */
function parseLazily(event: { data: object }, text: string): void {
  const read = () => (JSON.parse(text) as { data: object }).data;
  Object.defineProperty(event, "data", { get: read, enumerable: true });
}

function toData(tx: Tx, pending: PendingEvent, eventContexts: EventContextsById): object {
  if (pending.resource === "message") return { ...pending.dto, ...contextOfMessage(pending, eventContexts) };
  if (pending.resource === "command_message" || pending.resource === "scheduled_message")
    return { ...pending.dto, displayId: pending.displayId };
  if (pending.resource !== "conversation") return pending.dto;
  const { lastMessage, contact } =
    tx.preloaded.get(pending.dto.id) ?? loadedOf(eventContexts, pending.dto.id);
  return {
    ...pending.dto,
    lastMessage,
    contact,
    ...(pending.activity ? { activity: pending.activity } : {}),
  };
}

function loadedOf(
  eventContexts: EventContextsById,
  conversationId: number,
): Pick<PreloadedContext, "contact" | "lastMessage"> {
  const { conversation, contact } = contextOf(eventContexts, conversationId);
  return { lastMessage: conversation.lastMessage, contact };
}

/** A message's event has its conversation's inbox, whichever inbox carried the message: that one decides who may see it. */
function inboxOf(pending: PendingEvent, eventContexts: EventContextsById): number | null {
  if (pending.resource !== "message") return pending.inboxId;
  return (
    pending.eventContext?.inboxId ?? contextOf(eventContexts, pending.dto.conversationId).conversation.inboxId
  );
}

function contextOfMessage(
  pending: PendingEvent & { resource: "message" },
  eventContexts: EventContextsById,
): object {
  if (!pending.eventContext) return contextOf(eventContexts, pending.dto.conversationId);
  const { conversation, contact } = pending.eventContext;
  return { conversation, contact };
}

function contextOf(eventContexts: EventContextsById, conversationId: number): EventContext {
  const found = eventContexts.get(conversationId);
  if (!found) throw new Error(`conversation ${conversationId} has no row at commit`);
  return { conversation: found.conversation, contact: found.contact };
}

/** SHA-256, in hex, of the RFC 8785 JSON. */
export const hashOf = (body: object): string => sha256(canonicalJson(body));

const sha256 = (text: string): string => hash("sha256", text, "hex");
