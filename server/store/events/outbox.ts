import { hash } from "node:crypto";
import { setImmediate as breathe } from "node:timers/promises";
import type { UnstampedEvent } from "@/server/contract/event/event";
import { canonicalJson } from "@/server/lib/canonical-json";
import { newId } from "@/server/lib/new-id";
import { statement } from "@/server/store/_postgres/statement";
import { saveNotices } from "@/server/store/members/notifications";
import { type EventContextsById, loadEventContexts } from "./event-context";
import { type EventContext, firstFault, type PendingEvent, type PreloadedContext, type Tx } from "./tx";

const conversationOf = (draft: PendingEvent): number | null =>
  draft.resource === "message"
    ? draft.dto.conversationId
    : draft.resource === "conversation"
      ? draft.dto.id
      : null;

/** Whether what rides along is known already. */
const isRead = (tx: Tx, draft: PendingEvent): boolean =>
  draft.eventContext !== undefined || (draft.resource === "conversation" && tx.preloaded.has(draft.dto.id));

/** Bodies come as one text, a line each: JSON has no raw line feed, and an array would escape every quote in them. */
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
 * Turns the operation's drafts into events and appends them to the outbox in one statement. Called by `run` as the
 * last thing before commit, when all that was sent is answered: outbox ids rise per resource in order of change because each resource is still locked.
 */
export async function appendOutbox(tx: Tx): Promise<UnstampedEvent[]> {
  const { pendingEvents } = tx;
  if (pendingEvents.length === 0) {
    await Promise.all(tx.sent);
    return [];
  }
  const unread = pendingEvents.filter((draft) => !isRead(tx, draft)).map(conversationOf);
  const asked = [...new Set(unread.filter((id) => id !== null))];
  const read = await firstFault(tx, () => loadEventContexts(tx, asked));
  const written = await toEvents(tx, read);
  const events = written.map(({ event }) => event);

  await firstFault(tx, () => saveNotices(tx, events));
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
  await firstFault(tx, () => inserted);
  await Promise.all(tx.sent);
  return events;
}

/** Of many, others have their turn in between. */
async function toEvents(tx: Tx, eventContexts: EventContextsById) {
  const written: ReturnType<typeof toEvent>[] = [];
  for (const draft of tx.pendingEvents) {
    if (written.length % AT_ONCE === AT_ONCE - 1) await breathe();
    written.push(toEvent(tx, draft, eventContexts));
  }
  return written;
}

/** Some milliseconds' work. */
const AT_ONCE = 50;

function toEvent(
  tx: Tx,
  draft: PendingEvent,
  eventContexts: EventContextsById,
): { event: UnstampedEvent; text: string } {
  const { actor, operationId } = draft.by;
  const body = {
    id: newId(),
    type: draft.type,
    occurredAt: tx.now.toISOString(),
    operationId,
    actor,
    cause: draft.cause,
    inboxId: inboxOf(draft, eventContexts),
    audience: draft.audience,
    resource: { type: draft.resource, id: draft.dto.id, version: draft.dto.version },
    data: toData(tx, draft, eventContexts),
    changes: draft.changes,
  };
  const text = canonicalJson(body);
  const hashed = sha256(text);
  const event = { ...body, hash: hashed };
  if (draft.eventContext) readWhenAsked(event, text);
  return { event: event as UnstampedEvent, text: `${text.slice(0, -1)},"hash":"${hashed}"}` };
}

/** Of what was written as text, hardly anybody asks for the objects. */
function readWhenAsked(event: { data: object }, text: string): void {
  const read = () => (JSON.parse(text) as { data: object }).data;
  Object.defineProperty(event, "data", { get: read, enumerable: true });
}

function toData(tx: Tx, draft: PendingEvent, eventContexts: EventContextsById): object {
  if (draft.resource === "message") return { ...draft.dto, ...besidesOf(draft, eventContexts) };
  if (draft.resource !== "conversation") return draft.dto;
  const { lastMessage, contact } = tx.preloaded.get(draft.dto.id) ?? readOf(eventContexts, draft.dto.id);
  return { ...draft.dto, lastMessage, contact, ...(draft.activity ? { activity: draft.activity } : {}) };
}

function readOf(eventContexts: EventContextsById, conversationId: number): PreloadedContext {
  const { conversation, contact } = companionOf(eventContexts, conversationId);
  return { lastMessage: conversation.lastMessage, contact };
}

/** A message is seen by who sees its conversation, through whichever inbox it went. */
function inboxOf(draft: PendingEvent, eventContexts: EventContextsById): number | null {
  if (draft.resource !== "message") return draft.inboxId;
  return (
    draft.eventContext?.inboxId ?? companionOf(eventContexts, draft.dto.conversationId).conversation.inboxId
  );
}

function besidesOf(draft: PendingEvent & { resource: "message" }, eventContexts: EventContextsById): object {
  if (!draft.eventContext) return companionOf(eventContexts, draft.dto.conversationId);
  const { conversation, contact } = draft.eventContext;
  return { conversation, contact };
}

function companionOf(eventContexts: EventContextsById, conversationId: number): EventContext {
  const found = eventContexts.get(conversationId);
  if (!found) throw new Error(`conversation ${conversationId} has no row at commit`);
  return { conversation: found.conversation, contact: found.contact };
}

/** SHA-256, in hex, of the RFC 8785 JSON. */
export const hashOf = (body: object): string => sha256(canonicalJson(body));

const sha256 = (text: string): string => hash("sha256", text, "hex");
