import { z } from "zod";
import { EVENT_TYPES, type EventType } from "@/server/contract/event/event";
import { HEARTBEAT_MINUTES_MAX } from "./heartbeat";

/** Between two heartbeats; null: none. */
export const heartbeatMinutes = z.number().int().min(1).max(HEARTBEAT_MINUTES_MAX).nullable();

/** What a receiver may ask for: an event type, of messages one direction, of labels what makes or unmakes spam. */
export const SUBSCRIBABLE_TYPES = [
  ...EVENT_TYPES,
  "message.created/in",
  "message.created/out",
  "conversation.labelled/spam",
] as const;
export type SubscribableType = (typeof SUBSCRIBABLE_TYPES)[number];

/** `*` alone: every type there is and will be. */
export const subscribedTypes = z.union([
  z.tuple([z.literal("*")]),
  z.array(z.enum(SUBSCRIBABLE_TYPES)).min(1).max(SUBSCRIBABLE_TYPES.length),
]);

const DELETIONS: readonly string[] = ["conversation.purged", "contact.erased"];
const ENDS: readonly EventType[] = ["operation.succeeded", "operation.failed", "operation.timed_out"];

/**
 * What is to be asked for beside these types: a receiver that deletes its copies confirms a deletion once it has ended,
 * which is told apart.
 */
export function endsMissing(types: readonly string[]): EventType[] {
  if (types[0] === "*" || !types.some((type) => DELETIONS.includes(type))) return [];
  return ENDS.filter((type) => !types.includes(type));
}
