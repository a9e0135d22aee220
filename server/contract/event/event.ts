import { z } from "zod";
import { actor, cause, id, instant, json } from "@/server/contract/_shared/dto";
import { EVENT_TYPES } from "./constants";
import type { EVENT_CONTEXTS, RESOURCE_DTOS } from "./resource-schemas";
import { RESOURCE_TYPES, type ResourceType } from "./resources";

export type { ResourceType } from "./resources";

export type EventType = (typeof EVENT_TYPES)[number];

/** The DTO of each resource; an event's `data` is the whole DTO after the change. */
export type Dto = { [R in ResourceType]: z.infer<(typeof RESOURCE_DTOS)[R]> };

/** What the `data` of a resource's events has beside its DTO. */
type EventContext<R extends ResourceType> = R extends keyof typeof EVENT_CONTEXTS
  ? z.infer<(typeof EVENT_CONTEXTS)[R]>
  : object;

export const change = z.object({ from: json, to: json });

/** The envelope of an event. */
export const eventSchema = z.object({
  /** UUIDv7; also the `webhook-id`. */
  id: z.uuid(),
  type: z.enum(EVENT_TYPES),
  /** Dense per account, in order of stamping. */
  seq: z.number().int().positive(),
  stampedAt: instant,
  occurredAt: instant,
  operationId: z.uuid(),
  actor,
  cause: cause.nullable(),
  /** Who may see it: members of the inbox, or an audience; `member:7` = that member and administrators. */
  inboxId: id.nullable(),
  audience: z
    .union([z.enum(["account", "admins"]), z.templateLiteral(["member:", z.number().int().positive()])])
    .nullable(),
  resource: z.object({ type: z.enum(RESOURCE_TYPES), id, version: z.number().int().positive() }),
  /** The resource's whole DTO after the change, with its event context. */
  data: z.record(z.string(), json),
  /** For people and integrators; `reduce` does not read it. */
  changes: z.record(z.string(), change),
  /** SHA-256 of the RFC 8785 JSON of this object without seq, stampedAt and hash. */
  hash: z.string(),
  /** When its personal content was removed because its resource was deleted permanently; `hash` is the original one. */
  redactedAt: instant.optional(),
});

type Envelope = Omit<z.infer<typeof eventSchema>, "data" | "resource">;
/** An event in the log. */
export type Event = Envelope &
  {
    [R in ResourceType]: {
      resource: { type: R; id: number; version: number };
      data: Dto[R] & EventContext<R>;
    };
  }[ResourceType];

/** An event as committed, before the relay stamps its seq. */
export type UnstampedEvent = Event extends infer E
  ? E extends Event
    ? Omit<E, "seq" | "stampedAt">
    : never
  : never;
