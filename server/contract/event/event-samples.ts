import type { Actor, Cause } from "@/server/contract/_shared/dto";
import type { Event, EventType, ResourceType } from "./event";
import { EVENT_CATALOGUE } from "./event-types";
import { RESOURCES } from "./resources";
import {
  AT,
  account,
  ada,
  bulkOperation,
  contact,
  conversation,
  endpoint,
  inbox,
  label,
  manual,
  member,
  message,
  operation,
  token,
} from "./sample-dtos";
import {
  ALL_DONE,
  alert,
  attributeDefinition,
  bulkEnded,
  cannedReply,
  commandMessage,
  company,
  contactNote,
  conversationMember,
  forAdministrators,
  MOVED,
  macro,
  ORGANISING_SAMPLES,
  request,
  scheduledMessage,
  team,
  view,
  withUnconfirmed,
} from "./sample-organising";

/** The `data` of each resource's sample. A test checks the shapes against the schemas. */
const DATA: Record<ResourceType, { id: number; version: number }> = {
  account,
  alert,
  attribute_definition: attributeDefinition,
  bulk_operation: bulkOperation,
  canned_reply: cannedReply,
  macro,
  command_message: { ...commandMessage, ...{ displayId: 4 } },
  company,
  contact,
  contact_note: contactNote,
  conversation: { ...conversation, ...{ contact } },
  conversation_member: conversationMember,
  endpoint,
  inbox,
  label,
  member,
  message: { ...message, ...{ conversation, contact } },
  operation,
  scheduled_message: { ...scheduledMessage, ...{ displayId: 4 } },
  team,
  token,
  view,
};

type Sample = {
  data?: object;
  changes?: Event["changes"];
  cause?: Cause;
  actor?: Actor;
};

const tick = { status: { from: "sent", to: "delivered" } };
const customer: Actor = { type: "contact", id: contact.id, name: contact.name };
const system: Actor = { type: "system", id: null, name: null };
const integrator: Actor = { type: "token", id: token.id, name: token.name };

/** Samples that differ from their resource's. */
const SAMPLES: Partial<Record<EventType, Sample>> = {
  "alert.closed": { data: { closedAt: AT }, changes: { closedAt: { from: null, to: AT } } },
  ...ORGANISING_SAMPLES,
  "bulk.cancelled": bulkEnded("cancelled", "bulk_operation.cancelled"),
  "bulk.completed": {
    ...bulkEnded("completed", null),
    data: { state: "completed", ...ALL_DONE, finishedAt: AT },
  },
  "bulk.failed": bulkEnded("failed", "member.deactivated"),
  "bulk.progress": { changes: { processed: { from: 0, to: 100 } } },
  "bulk.rolled_back": {
    ...bulkEnded("rolled_back", "conversation.trashed"),
    data: {
      mode: "atomic",
      state: "rolled_back",
      errorCode: "conversation.trashed",
      processed: 0,
      succeeded: 0,
      unchanged: 0,
      finishedAt: AT,
    },
  },
  "bulk.started": { data: { processed: 0, succeeded: 0, unchanged: 0, failed: 0, failures: {} } },
  "bulk.timed_out": bulkEnded("timed_out", "bulk_operation.timed_out"),
  "operation.failed": {
    data: { state: "failed", error: { code: "bulk_operation.items_failed", detail: null } },
  },
  "operation.succeeded": { data: { ...request, state: "succeeded", events: 2 } },
  "operation.timed_out": {
    data: {
      ...request,
      state: "timed_out",
      error: { code: "operation.timed_out", detail: null },
    },
  },
  "account.updated": { data: { purgeAfterDays: 90 }, changes: { purgeAfterDays: { from: 30, to: 90 } } },
  "conversation_member.left": {
    data: { leftAt: AT },
    changes: { leftAt: { from: null, to: AT } },
    actor: customer,
  },
  "conversation_member.updated": {
    data: { role: "admin" },
    changes: { role: { from: "member", to: "admin" } },
  },
  "conversation.assigned": { changes: { assigneeId: { from: null, to: 3 } } },
  "conversation.labelled": { changes: { labels: { from: [], to: ["shipping"] } } },
  "conversation.participants_changed": {
    changes: {
      participants: { from: [], to: [{ userId: 3, because: "added", since: AT }] },
    },
  },
  "conversation.moved": MOVED,
  "conversation.priority_changed": { changes: { priority: { from: null, to: "high" } } },
  "contact.erased": {
    data: {
      name: "",
      email: null,
      phone: null,
      identifier: null,
      labels: [],
      customAttributes: {},
      additionalAttributes: {},
    },
  },
  "conversation.purged": {
    data: {
      lifecycle: "purged",
      assigneeId: null,
      teamId: null,
      labels: [],
      priority: null,
      contactSeenAt: null,
      lastMessage: null,
    },
    changes: { lifecycle: { from: "trashed", to: "purged" } },
  },
  "conversation.restored": {
    changes: { lifecycle: { from: "trashed", to: "live" }, trashedAt: { from: AT, to: null } },
    cause: { rule: "customer_reply" },
    actor: customer,
  },
  "conversation.trashed": {
    data: { lifecycle: "trashed", trashedAt: AT },
    changes: { lifecycle: { from: "live", to: "trashed" }, trashedAt: { from: null, to: AT } },
    cause: manual,
  },
  "conversation.status_changed": {
    data: {
      activity: {
        ...message,
        id: 1208,
        number: 6,
        version: 1,
        kind: "activity",
        direction: null,
        content: "",
        status: null,
        attempt: 0,
        sourceId: null,
        activity: { from: "open", to: "resolved", snoozedUntil: null, cause: manual, actor: ada },
      },
    },
    changes: { status: { from: "open", to: "resolved" } },
    cause: manual,
  },
  "label.deleted": { data: { deletedAt: AT }, changes: { deletedAt: { from: null, to: AT } } },
  "label.updated": { changes: { colour: { from: "gray", to: "blue" } } },
  "endpoint.deleted": { data: { deletedAt: AT } },
  "endpoint.disabled": {
    data: { state: "disabled", disabledReason: "gone" },
    changes: { state: { from: "enabled", to: "disabled" } },
    actor: system,
  },
  "endpoint.failing": { data: { failingSince: "2026-11-19T09:40:00.000Z" }, actor: system },
  "endpoint.recovered": { actor: system },
  "message.status_changed": { changes: tick, actor: integrator },
  "message.send_requested": { data: { status: "pending", externalError: null }, actor: ada },
  "message.overdue": {
    data: { status: "sent", overdue: true },
    changes: { overdue: { from: false, to: true } },
    actor: system,
  },
  "message.stuck": { ...withUnconfirmed(true), actor: system },
  "message.unstuck": { ...withUnconfirmed(false), actor: integrator },
  "message.created": {
    data: { direction: "in", status: null, attempt: 0, sender: customer },
    actor: customer,
  },
  "message.change_failed": {
    changes: { edit: { from: "waiting", to: "Message not found" } },
    actor: system,
  },
  "message.deleted": {
    data: { content: "", deletedAt: AT, deletedBy: ada },
    changes: { deletedAt: { from: null, to: AT } },
  },
  "message.withdrawn": {
    data: { content: "", status: null, attempt: 1, withdrawnAt: AT },
    changes: { status: { from: "pending", to: null } },
  },
  "note.created": { data: { kind: "note", direction: null, status: null, attempt: 0, sourceId: null } },
  "policy.changed": { changes: { startAsPending: { from: false, to: true } } },
  "conversation.team_changed": { changes: { teamId: { from: null, to: 5 } } },
  "token.revoked": { data: { revokedAt: AT }, changes: { revokedAt: { from: null, to: AT } } },
};

/** A sample event of this type, as in the log but without its hash. */
export function sampleEvent(type: EventType): Omit<Event, "hash"> {
  const { resource } = EVENT_CATALOGUE[type];
  const { data, changes = {}, cause = null, actor = ada } = SAMPLES[type] ?? {};
  const whole = DATA[resource];
  const inboxId = RESOURCES[resource] === null ? inbox.id : null;
  const audience = inboxId !== null ? null : forAdministrators.includes(resource) ? "admins" : "account";
  return {
    id: "019a9f3c-5a60-7c3e-8b1d-2f4a6c8e0a12",
    type,
    seq: 4711,
    stampedAt: "2026-11-20T09:41:00.004Z",
    occurredAt: AT,
    operationId: "019a9f3c-5a5e-7b10-9c55-0d1e2f3a4b5c",
    actor,
    cause,
    inboxId,
    audience,
    resource: { type: resource, id: whole.id, version: whole.version },
    data: { ...whole, ...data },
    changes,
  } as Omit<Event, "hash">; // a test parses each with its schema
}
