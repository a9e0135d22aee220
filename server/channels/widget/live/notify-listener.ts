import { widgetContact } from "@/server/channels/widget/render";
import type { Event } from "@/server/contract/event/event";
import { isAbout } from "@/server/contract/event/reduce";
import type { CustomerEvent, OwnedEvent } from "./customer-events";
import { isContactOf, isOwn, type Listener } from "./listener";

/** Consecutive events of the log, and those of them that visitors see. */
export type Batch = {
  events: readonly Event[];
  owned: readonly OwnedEvent[];
  cursorOf(seq: number): string;
};

/**
 * Sends a listener those events of a batch that are for it and after its position. Synchronous: a listener has either got a batch
 * as it happened, or reads it from the log.
 */
export function notifyListener(listener: Listener, { events, owned, cursorOf }: Batch): void {
  const after = listener.position ?? 0;
  const own = owned.filter(({ seq, owner }) => seq > after && isOwn(listener, owner));
  const [first] = own;
  if (first) listener.contactId ??= first.owner.contactId;
  const others = events.flatMap((event) => (event.seq > after ? aboutVisitor(listener, event) : []));
  for (const { seq, event } of [...own, ...others].sort((a, b) => a.seq - b.seq)) {
    if (event === "end") {
      listener.beat(cursorOf(seq)); // it comes back after this event, which else would end it again
      listener.end();
      return;
    }
    listener.notify(event, cursorOf(seq));
  }
}

type InboxEvent = Extract<Event, { resource: { type: "inbox" } }>;

/** Whether the inbox has another identifier, or other sites may show it. */
function admitsAnew({ data, changes }: InboxEvent, { identifier }: Listener): boolean {
  const { from, to } = changes["settings"] ?? {};
  return data.identifier !== identifier || originsIn(from) !== originsIn(to);
}

const originsIn = (settings: unknown): string => JSON.stringify(Object(settings).allowedOrigins ?? []);

type About = { seq: number; event: CustomerEvent | "end" };

/** Beside conversations: that the visitor has another name, or that the page may not be connected any more. */
function aboutVisitor(listener: Listener, event: Event): About[] {
  const { seq } = event;
  if (isAbout(event, "inbox") && event.resource.id === listener.inboxId)
    return admitsAnew(event, listener) ? [{ seq, event: "end" }] : [];
  if (!isAbout(event, "contact") || !isContactOf(listener, event.data)) return [];
  if (event.type === "contact.erased" || event.type === "contact.merged") return [{ seq, event: "end" }];
  return [{ seq, event: { type: "contact", data: widgetContact(event.data, listener.isIdentified) } }];
}
