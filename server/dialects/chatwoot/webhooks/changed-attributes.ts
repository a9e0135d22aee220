import type { Event } from "@/server/contract/event/event";
import { wireStatus } from "@/server/dialects/chatwoot/json/message-json";

/** Tickline's fields → Chatwoot's attributes, by resource. Others are not told. */
const NAMES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
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
  const names = NAMES[resource.type] ?? {};
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
