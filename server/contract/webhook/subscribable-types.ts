// Without zod: the browser loads it.
import { EVENT_TYPES } from "@/server/contract/event/constants";
import type { EventType } from "@/server/contract/event/event";

/** What an endpoint may subscribe to: event types, messages of one direction, labelling as spam. */
export const SUBSCRIBABLE_TYPES = [
  ...EVENT_TYPES,
  "message.created/in",
  "message.created/out",
  "conversation.labelled/spam",
] as const;
export type SubscribableType = (typeof SUBSCRIBABLE_TYPES)[number];

const DELETIONS: readonly string[] = ["conversation.purged", "contact.erased"];
const ENDS: readonly EventType[] = ["operation.succeeded", "operation.failed", "operation.timed_out"];

/**
 * The types to subscribe to in addition to these: a consumer confirms a deletion once it has ended, and that end is an
 * event of another type.
 */
export function endsMissing(types: readonly string[]): EventType[] {
  if (types[0] === "*" || !types.some((type) => DELETIONS.includes(type))) return [];
  return ENDS.filter((type) => !types.includes(type));
}
