import { EVENT_TYPES, type EventType } from "@/server/contract/event";
import { sampleEvent } from "@/server/contract/event-samples";
import { EVENT_CATALOGUE, type EventTypeDto, jsonSchemaOf } from "@/server/contract/event-types";
import { hashOf } from "@/server/store/outbox";

const described = new Map<EventType, EventTypeDto>();

/** Every event type, or one, with its JSON Schema and a sample whose hash is right. */
export const listEventTypes = (type: EventType | null): EventTypeDto[] =>
  (type === null ? EVENT_TYPES : [type]).map(describe);

function describe(type: EventType): EventTypeDto {
  const known = described.get(type);
  if (known) return known;
  const { resource, since, summary } = EVENT_CATALOGUE[type];
  const { seq, stampedAt, ...hashed } = sampleEvent(type);
  const sample = { ...hashed, hash: hashOf(hashed), seq, stampedAt };
  const made = { type, resource, since, summary, schema: { ...jsonSchemaOf(type) }, sample };
  described.set(type, made);
  return made;
}
