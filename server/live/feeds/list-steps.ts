import type { ContactDto, ConversationDto } from "@/server/contract/_shared/dto";
import { VIEW_FIELDS, type ViewFields } from "@/server/contract/conversation/view";
import type { Event } from "@/server/contract/event/event";
import { emptySnapshot, isAbout, mergeConversation, reduce } from "@/server/contract/event/reduce";
import type { ListedRow } from "@/server/contract/live/frame";
import { eventText, type LogRow, toEvent } from "@/server/store/events/log/event-log";

/** One event's effect on its conversation's position in lists. */
export type Step = {
  after: ConversationDto;
  /** The sort fields before the event; null when the event did not change them. */
  before: ViewFields | null;
  /** Whether the event changes the row as shown: a tick of an old message does not. */
  changesRow: boolean;
};

/** The changes of one conversation in a batch of events. */
export type Touched = {
  conversationId: number;
  displayId: number;
  inboxId: number;
  rows: LogRow[];
  steps: Step[];
  /** The row after the batch. */
  row: ListedRow;
};

/** A batch of events, grouped by subject. */
export type Digest = { account: LogRow[]; conversations: readonly Touched[] };

/** Groups rows of the log, in order; computes once everything that readers' frames are chosen from. */
export function digest(rows: readonly LogRow[]): Digest {
  const account: LogRow[] = [];
  const conversations = new Map<number, Touched>();
  for (const row of rows) {
    const listed = listedOf(eventOf(row));
    if (!listed) {
      account.push(row);
      continue;
    }
    const { conversation } = listed.row;
    const known = conversations.get(conversation.id);
    conversations.set(conversation.id, {
      conversationId: conversation.id,
      displayId: conversation.displayId,
      inboxId: conversation.inboxId,
      rows: [...(known?.rows ?? []), row],
      steps: [...(known?.steps ?? []), listed.step],
      row: merge(known?.row, listed.row),
    });
  }
  return { account, conversations: [...conversations.values()] };
}

const texts = new WeakMap<LogRow, string>();
const events = new WeakMap<LogRow, Event>();

/** The row as an event, parsed once. */
export function eventOf(row: LogRow): Event {
  const known = events.get(row) ?? toEvent(row);
  events.set(row, known);
  return known;
}

/** The event's JSON, built once. */
export function textOf(row: LogRow): string {
  const known = texts.get(row) ?? eventText(row);
  texts.set(row, known);
  return known;
}

function listedOf(event: Event): { row: ListedRow; step: Step } | null {
  const isMessage = isAbout(event, "message");
  if (!isMessage && !isAbout(event, "conversation")) return null;
  const listed = reduce(emptySnapshot, event);
  const [conversation] = Object.values(listed.conversation);
  if (!conversation) return null;
  const row = { conversation, contact: event.data.contact };
  if (!isMessage) return { row, step: { after: conversation, before: beforeOf(event), changesRow: true } };
  const isLast = conversation.lastMessage === null || conversation.lastMessage.id === event.data.id;
  const isNew = event.type === "message.created" || event.type === "note.created";
  return { row, step: { after: conversation, before: null, changesRow: isLast || isNew } };
}

/** The sort fields before the event: its `changes`, undone. */
function beforeOf({ data, changes }: Event & { data: ConversationDto }): ViewFields | null {
  const changed = VIEW_FIELDS.filter((field) => field in changes);
  if (changed.length === 0) return null;
  const { status, lifecycle, assigneeId, inboxId, labels, priority, teamId } = data;
  const { createdAt, lastActivityAt, mentionedIds } = data;
  const past = Object.fromEntries(changed.map((field) => [field, changes[field]?.from]));
  return {
    status,
    lifecycle,
    assigneeId,
    inboxId,
    labels,
    priority,
    teamId,
    createdAt,
    lastActivityAt,
    mentionedIds,
    ...(past as Partial<ViewFields>),
  }; // types as written by the store
}

function merge(known: ListedRow | undefined, seen: ListedRow): ListedRow {
  if (!known) return seen;
  return {
    conversation: mergeConversation(known.conversation, seen.conversation),
    contact: newer(known.contact, seen.contact),
  };
}

const newer = (a: ContactDto, b: ContactDto): ContactDto => (b.version > a.version ? b : a);
