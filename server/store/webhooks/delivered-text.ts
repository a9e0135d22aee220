import { eventText } from "@/server/store/events/log/event-log";
import { hashOf } from "@/server/store/events/outbox";

/** A delivery with its event's text: as committed, or a whole sample. */
type Delivered = {
  text: string;
  seq: number | null;
  stampedAt: Date | null;
  eventId: string;
  isTest: boolean;
};

/**
 * The JSON that a delivery sends: the event as in `/v1/events`, without parsing. A sample is complete already. A test's event
 * has the delivery's own id, with the hash that goes with it, and `test: true`.
 */
export function deliveredText({ text, seq, stampedAt, eventId, isTest }: Delivered): string {
  if (seq === null || stampedAt === null) return text;
  if (!isTest) return eventText({ text, seq, stampedAt });
  const { hash: _, ...event } = JSON.parse(text) as { hash: string }; // written by `appendOutbox`
  const body = { ...event, id: eventId };
  return JSON.stringify({ ...body, hash: hashOf(body), seq, stampedAt: stampedAt.toISOString(), test: true });
}
