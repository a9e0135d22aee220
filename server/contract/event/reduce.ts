import type { ConversationDto, LastMessage, MessageDto } from "@/server/contract/_shared/dto";
import type { Dto, Event, ResourceType, UnstampedEvent } from "./event";
import { ofEachResource } from "./resources";

/** All resources of the events, by type and id. */
export type Snapshot = { [R in ResourceType]: Readonly<Record<number, Dto[R]>> };

export const emptySnapshot: Snapshot = ofEachResource(() => ({}));

/** The state after an event. Events may come in any order and repeatedly. Reads only `resource` and `data`. */
export function reduce(state: Snapshot, event: Event | UnstampedEvent): Snapshot {
  if (isAbout(event, "message")) {
    const { conversation, contact, ...message } = event.data;
    const known = state.conversation[conversation.id];
    if (known?.lifecycle === "purged") return put(state, "contact", contact);
    const merged = mergeConversation(known, withLastMessage(conversation, message));
    const next = put(put(state, "message", message), "contact", contact);
    return merged === known ? next : set(next, "conversation", merged);
  }
  if (isAbout(event, "conversation")) {
    const { contact, activity, ...conversation } = event.data;
    const known = state.conversation[conversation.id];
    const merged = mergeConversation(known, conversation);
    if (merged.lifecycle === "purged") return dropContents(put(state, "contact", contact), merged);
    const next = put(state, "contact", contact);
    const withLine = activity ? put(next, "message", activity) : next;
    return merged === known ? withLine : set(withLine, "conversation", merged);
  }
  if (isAbout(event, "command_message")) {
    const { displayId: _, ...command } = event.data;
    return put(state, "command_message", command);
  }
  if (isAbout(event, "scheduled_message")) {
    const { displayId: _, ...scheduled } = event.data;
    return put(state, "scheduled_message", scheduled);
  }
  return put(state, event.resource.type, event.data);
}

/** Removes what a purged conversation contained and keeps its row, so that late events add nothing. */
function dropContents(state: Snapshot, conversation: ConversationDto): Snapshot {
  const left = <D extends { conversationId: number }>(all: Readonly<Record<number, D>>) =>
    Object.fromEntries(Object.entries(all).filter(([, one]) => one.conversationId !== conversation.id));
  const contents = {
    message: left(state.message),
    command_message: left(state.command_message),
    scheduled_message: left(state.scheduled_message),
    conversation_member: left(state.conversation_member),
  };
  return set({ ...state, ...contents }, "conversation", conversation);
}

/** Narrows an event to one resource type: TypeScript cannot narrow a union by a nested field. */
export const isAbout = <R extends ResourceType>(
  event: Event | UnstampedEvent,
  type: R,
): event is Extract<Event | UnstampedEvent, { resource: { type: R } }> => event.resource.type === type;

export const reduceAll = (state: Snapshot, events: readonly (Event | UnstampedEvent)[]): Snapshot =>
  events.reduce(reduce, state);

/** Stores a DTO if it is newer than the known one. */
export function put<R extends ResourceType>(state: Snapshot, type: R, dto: Dto[R]): Snapshot {
  const known = state[type][dto.id];
  return known !== undefined && known.version >= dto.version ? state : set(state, type, dto);
}

function set<R extends ResourceType>(state: Snapshot, type: R, dto: Dto[R]): Snapshot {
  return { ...state, [type]: { ...state[type], [dto.id]: dto } };
}

/**
 * The newer of two views of one conversation. `version` and `lastNumber` both rise only under the conversation's
 * lock, so two views are always ordered by the pair; the state of the last message is ordered by its own version.
 */
export function mergeConversation(
  known: ConversationDto | undefined,
  seen: ConversationDto,
): ConversationDto {
  if (known === undefined) return seen;
  const isNewer = seen.version + seen.lastNumber > known.version + known.lastNumber;
  if (known.lifecycle === "purged" || seen.lifecycle === "purged") return isNewer ? seen : known;
  const [newer, older] = isNewer ? [seen, known] : [known, seen];
  const last = newerLast(newer.lastMessage, older.lastMessage);
  return last === newer.lastMessage ? newer : { ...newer, lastMessage: last };
}

/**
 * The newer conversation decides which message it shows: when the last one is deleted, an earlier one. Of that message the
 * newer version holds.
 */
function newerLast(own: LastMessage | null, other: LastMessage | null): LastMessage | null {
  if (own === null || other === null) return own ?? other;
  return own.id === other.id && other.version > own.version ? other : own;
}

/** The characters of the last message in a list. */
export const PREVIEW_CHARS = 200;

export const toLastMessage = (m: MessageDto): LastMessage => ({
  id: m.id,
  number: m.number,
  version: m.version,
  kind: m.kind,
  direction: m.direction,
  content: [...m.content].slice(0, PREVIEW_CHARS).join(""),
  status: m.status,
  externalError: m.externalError,
  createdAt: m.createdAt,
  ...filesOf(m),
  ...(m.deletedAt !== null && { isDeleted: true }),
});

function filesOf({ attachments }: MessageDto): Pick<LastMessage, "files"> {
  const [first] = attachments ?? [];
  if (!attachments || !first) return {};
  return { files: { name: first.name, contentType: first.contentType, count: attachments.length } };
}

function withLastMessage(conversation: ConversationDto, message: MessageDto): ConversationDto {
  if (message.kind === "activity" || message.kind === "system") return conversation;
  const { lastMessage } = conversation;
  if (lastMessage !== null && lastMessage.id !== message.id) return conversation;
  const last = newerLast(lastMessage, toLastMessage(message));
  return last === conversation.lastMessage ? conversation : { ...conversation, lastMessage: last };
}
