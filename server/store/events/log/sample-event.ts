import type { EventType } from "@/server/contract/event/event";
import { sampleEvent } from "@/server/contract/event/event-samples";
import { hashOf } from "@/server/store/events/outbox";

/** A complete sample event of this type, marked as a test. */
export function wholeSample(type: EventType, { id, at }: { id: string; at: Date }) {
  const { seq, stampedAt: _, ...sample } = sampleEvent(type);
  const body = { ...sample, id, occurredAt: at.toISOString() };
  return { ...body, hash: hashOf(body), seq, stampedAt: at.toISOString(), test: true };
}
