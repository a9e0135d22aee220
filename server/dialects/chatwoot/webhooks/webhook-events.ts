import DataLoader from "dataloader";
import type { Services } from "@/server/commands/_run/services";
import type { Event, EventType } from "@/server/contract/event/event";
import type { EndpointDto } from "@/server/contract/webhook/endpoint";
import { wireStatus } from "@/server/dialects/chatwoot/json/message-json";
import {
  listWebhookDetails,
  type WebhookDetails,
  type WebhookSubject,
} from "@/server/dialects/chatwoot/queries/list-webhook-details";

/**
 * Tickline's types → Chatwoot's. Activity lines have no event of their own. A change of status is one event: upstream sends
 * `conversation_updated` beside it. A withdrawn message was never announced.
 */
const NAMES = {
  "contact.created": "contact_created",
  "contact.updated": "contact_updated",
  "conversation.assigned": "conversation_updated",
  "conversation.created": "conversation_created",
  "conversation.labelled": "conversation_updated",
  "conversation.moved": "conversation_updated",
  "conversation.priority_changed": "conversation_updated",
  "conversation.status_changed": "conversation_status_changed",
  "conversation.team_changed": "conversation_updated",
  "conversation.updated": "conversation_updated",
  "message.created": "message_created",
  "message.deleted": "message_updated",
  "message.status_changed": "message_updated",
  "message.updated": "message_updated",
  "note.created": "message_created",
} as const satisfies Partial<Record<EventType, string>>;

/** The same, for any type. */
export const EVENTS: Readonly<Record<string, string>> = NAMES;

const TYPES = Object.keys(NAMES) as (keyof typeof NAMES)[]; // by its keys

/** The names of upstream to which a webhook subscribes unless it says otherwise. */
export const DEFAULT_SUBSCRIPTIONS = [
  "conversation_status_changed",
  "conversation_updated",
  "conversation_created",
  "contact_created",
  "contact_updated",
  "message_created",
  "message_updated",
  "webwidget_triggered",
] as const;

/** The names that upstream knows. The last five of them never happen here: there is no widget, and typing is no event. */
export const SUBSCRIPTIONS: readonly string[] = [
  ...DEFAULT_SUBSCRIPTIONS,
  "inbox_created",
  "inbox_updated",
  "conversation_typing_on",
  "conversation_typing_off",
];

/** The types of a subscription, by upstream's names. */
export const typesOf = (subscriptions: readonly string[]): (keyof typeof NAMES)[] =>
  TYPES.filter((type) => subscriptions.includes(NAMES[type]));

/** Upstream's names of an endpoint's types, also of an endpoint that was created elsewhere. */
export const subscriptionsOf = ({ types }: Pick<EndpointDto, "types">): string[] => {
  const happening = new Set(types.map((type) => type.split("/")[0] ?? type));
  const names = new Set(TYPES.filter((type) => types[0] === "*" || happening.has(type)).map((t) => NAMES[t]));
  return DEFAULT_SUBSCRIPTIONS.filter((name) => name !== "webwidget_triggered" && names.has(name));
};

/** As many subjects in one statement. */
const BATCH_MAX = 500;

/** Loads what events only refer to. The events that are rendered in one turn of the event loop share their statements. */
export function createDetailsLoader({
  database,
  now,
}: Pick<Services, "database" | "now">): (subject: WebhookSubject) => Promise<WebhookDetails | null> {
  const loader = new DataLoader<WebhookSubject, WebhookDetails | null>(
    (subjects) => listWebhookDetails(database, subjects, now()),
    { cache: false, batchScheduleFn: setImmediate, maxBatchSize: BATCH_MAX },
  );
  return (subject) => loader.load(subject);
}

/** Tickline's fields → Chatwoot's attributes, by resource. Others are not told. */
const CHANGED_NAMES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  contact: {
    additionalAttributes: "additional_attributes",
    customAttributes: "custom_attributes",
    email: "email",
    identifier: "identifier",
    isBlocked: "blocked",
    name: "name",
    phone: "phone_number",
  },
  conversation: {
    additionalAttributes: "additional_attributes",
    assigneeId: "assignee_id",
    contactId: "contact_id",
    customAttributes: "custom_attributes",
    inboxId: "inbox_id",
    labels: "label_list",
    priority: "priority",
    snoozedUntil: "snoozed_until",
    status: "status",
    teamId: "team_id",
  },
  message: { sourceId: "source_id", status: "status" },
};

export type ChangedAttribute = Record<string, { previous_value: unknown; current_value: unknown }>;

/** An event's changes in Chatwoot's words. */
export function changedAttributesOf({ changes, resource }: Event): ChangedAttribute[] {
  const names = CHANGED_NAMES[resource.type] ?? {};
  return Object.entries(changes).flatMap(([field, { from, to }]) => {
    const name = names[field];
    const isTick = resource.type === "message" && field === "status";
    const [previous, current] = isTick ? [tickOf(from), tickOf(to)] : [from, to];
    // What Chatwoot has no word for is among `content_attributes`.
    if (name === undefined || (isTick && previous === current)) return [];
    return [{ [name]: { previous_value: previous, current_value: current } }];
  });
}

/** A message's status as this API shows it. */
const tickOf = (status: unknown): unknown => (status === "pending" ? wireStatus(status) : status);
