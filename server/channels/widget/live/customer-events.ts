import { viewOf, widgetConversation, widgetMessage } from "@/server/channels/widget/render";
import type { WidgetEvent } from "@/server/contract/channel/widget";
import type { Event } from "@/server/contract/event/event";
import { isAbout } from "@/server/contract/event/reduce";
import type { Rendering } from "@/server/files/file-url";
import {
  readPurgedOwners,
  readVisitorConversations,
} from "@/server/queries/conversations/visitor-conversations";
import { type ConversationOwner, readCustomerMessages } from "@/server/queries/messages/customer-messages";
import type { Db } from "@/server/store/_postgres/db";

type WithoutCursor<E> = E extends unknown ? Omit<E, "cursor"> : never;
/** What a visitor gets, without the position in the log. */
export type CustomerEvent = WithoutCursor<WidgetEvent>;
/** A log's event as the owner of its conversation sees it. */
export type OwnedEvent = { seq: number; owner: ConversationOwner; event: CustomerEvent };

type Reading = { database: Db; accountId: number; rendering: Rendering };

/** Events of conversations that change what their visitor sees of them. */
const SHOWN: ReadonlySet<Event["type"]> = new Set([
  "conversation.created",
  "conversation.status_changed",
  "conversation.assigned",
  "conversation.restored",
  "conversation.moved",
]);

/** A change of a conversation's contact: a visitor became a known one, and has its conversations. */
const isHandedOver = (event: Event): boolean =>
  event.type === "conversation.updated" && "contactId" in event.changes;

/**
 * What visitors of these inboxes see of events: the message or conversation as it is now, so that a text which was changed,
 * deleted or withdrawn since does not leave; `reset` for a conversation that is permanently deleted. Notes and activity lines, and what they change, are left out. One read for all.
 */
export async function customerEvents(
  events: readonly Event[],
  { inboxIds, ...reading }: Reading & { inboxIds: ReadonlySet<number> },
): Promise<OwnedEvent[]> {
  const there = events.filter(({ inboxId }) => inboxId !== null && inboxIds.has(inboxId));
  const messages = there.filter(isOfMessage);
  const conversations = there.filter((event) => SHOWN.has(event.type) || isHandedOver(event));
  const [ofMessages, ofConversations, ofPurged] = await Promise.all([
    messageEvents(messages, reading),
    conversationEvents(conversations, reading),
    purgedEvents(
      there.filter(({ type }) => type === "conversation.purged"),
      reading,
    ),
  ]);
  return [...ofMessages, ...ofConversations, ...ofPurged].sort((a, b) => a.seq - b.seq);
}

const isOfMessage = (event: Event): boolean =>
  isAbout(event, "message") && (event.data.kind === "message" || event.data.kind === "system");

async function messageEvents(
  events: readonly Event[],
  { database, accountId, rendering }: Reading,
): Promise<OwnedEvent[]> {
  const ids = idsOf(events);
  const found = await readCustomerMessages(database, accountId, { ids, now: rendering.now });
  const messages = found.map(({ message }) => message);
  const view = await viewOf(database, { accountId, rendering }, { messages });
  const shown = new Map(
    found.map(({ message, owner }) => [message.id, { owner, data: widgetMessage(message, view) }]),
  );
  return events.flatMap(({ seq, resource }) => {
    const one = shown.get(resource.id);
    return one ? [{ seq, owner: one.owner, event: { type: "message" as const, data: one.data } }] : [];
  });
}

async function conversationEvents(
  events: readonly Event[],
  { database, accountId, rendering }: Reading,
): Promise<OwnedEvent[]> {
  const at = { by: "id" as const, ids: idsOf(events), now: rendering.now };
  const conversations = await readVisitorConversations(database, accountId, at);
  const view = await viewOf(database, { accountId, rendering }, { conversations });
  const shown = new Map(
    conversations.map((one) => [one.id, { owner: one, data: widgetConversation(one, view) }]),
  );
  return events.flatMap(({ seq, resource }) => {
    const one = shown.get(resource.id);
    return one ? [{ seq, owner: one.owner, event: { type: "conversation" as const, data: one.data } }] : [];
  });
}

/** What is deleted has no data: the page reads its lists again, without it. */
async function purgedEvents(
  events: readonly Event[],
  { database, accountId }: Reading,
): Promise<OwnedEvent[]> {
  const owners = await readPurgedOwners(database, accountId, idsOf(events));
  return events.flatMap(({ seq, resource }) => {
    const owner = owners.find(({ id }) => id === resource.id);
    return owner ? [{ seq, owner, event: { type: "reset" as const, data: null } }] : [];
  });
}

const idsOf = (events: readonly Event[]): number[] => [...new Set(events.map(({ resource }) => resource.id))];
