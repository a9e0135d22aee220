import { z } from "zod";
import type { Event, EventType } from "@/server/contract/event/event";
import { sampleEvent } from "@/server/contract/event/event-samples";
import { type EventTypeDto, jsonSchemaOf } from "@/server/contract/event/event-schemas";
import { EVENT_CATALOGUE } from "@/server/contract/event/event-types";
import {
  DELIVERY_TYPES,
  type DeliveryType,
  HEARTBEAT,
  ONLINE_STATUS,
} from "@/server/contract/webhook/constants";
import {
  HEARTBEAT_SUMMARY,
  heartbeat,
  ONLINE_STATUS_SUMMARY,
  onlineStatus,
  SAMPLE_HEARTBEAT,
  SAMPLE_ONLINE_STATUS,
} from "@/server/contract/webhook/special-deliveries";
import { hashOf } from "@/server/store/events/outbox";

const described = new Map<DeliveryType, EventTypeDto>();

/** All types of deliveries, or one, each with its JSON Schema and a sample, which has the right hash. */
export const listEventTypes = (type: DeliveryType | null): EventTypeDto[] =>
  (type === null ? DELIVERY_TYPES : [type]).map((one) => {
    const made = described.get(one) ?? describe(one);
    described.set(one, made);
    return made;
  });

function describe(type: DeliveryType): EventTypeDto {
  if (type === HEARTBEAT) return describeHeartbeat();
  if (type === ONLINE_STATUS) return describeOnlineStatus();
  const { resource, since, summary } = EVENT_CATALOGUE[type];
  const schema = { ...jsonSchemaOf(type) };
  return { type, isLogged: true, resource, since, summary, schema, sample: hashedSample(type) };
}

/** A sample event of this type, as in the log. */
export function hashedSample(type: EventType): Omit<Event, "hash"> & { hash: string } {
  const { seq, stampedAt, ...hashed } = sampleEvent(type);
  return { ...hashed, hash: hashOf(hashed), seq, stampedAt };
}

const describeOnlineStatus = (): EventTypeDto => ({
  type: ONLINE_STATUS,
  isLogged: false,
  resource: null,
  since: "0.1.0",
  summary: ONLINE_STATUS_SUMMARY,
  schema: { ...z.toJSONSchema(onlineStatus) },
  sample: SAMPLE_ONLINE_STATUS,
});

const describeHeartbeat = (): EventTypeDto => ({
  type: HEARTBEAT,
  isLogged: false,
  resource: null,
  since: "0.1.0",
  summary: HEARTBEAT_SUMMARY,
  schema: { ...z.toJSONSchema(heartbeat) },
  sample: SAMPLE_HEARTBEAT,
});
