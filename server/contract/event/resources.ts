import type { Audience } from "@/server/contract/_shared/caller";

// Without zod: the browser loads it.
/** Every resource of events, with who receives its events; null: those who may see its inbox. */
export const RESOURCES = {
  account: "account",
  alert: "admins",
  attribute_definition: "account",
  bulk_operation: "account",
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
  scheduled_message: null,
  team: "account",
  token: "admins",
  view: "account",
} as const satisfies Record<string, Audience | null>;

export type ResourceType = keyof typeof RESOURCES;
export const RESOURCE_TYPES = Object.keys(RESOURCES) as [ResourceType, ...ResourceType[]]; // by its keys

/** An object with a value for each resource. */
export const ofEachResource = <V>(value: (type: ResourceType) => V): Record<ResourceType, V> =>
  Object.fromEntries(RESOURCE_TYPES.map((type) => [type, value(type)])) as Record<ResourceType, V>; // by its keys
