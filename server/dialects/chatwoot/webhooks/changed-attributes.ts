import type { Event } from "@/server/contract/event/event";

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
    return name === undefined ? [] : [{ [name]: { previous_value: from, current_value: to } }];
  });
}
