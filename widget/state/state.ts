import type {
  WidgetContact,
  WidgetConfig,
  WidgetConversation,
  WidgetEvent,
  WidgetMember,
  WidgetMessage,
} from "@/server/contract/channel/widget";
import type { Pending } from "./outbox";

/** What the panel shows: the list of conversations, or one of them; null = one that does not exist yet. */
export type View = { name: "home" } | { name: "thread"; conversationId: number | null };

export type State = {
  isOpen: boolean;
  view: View;
  /** Null until the server answered the first time. */
  config: WidgetConfig | null;
  contact: WidgetContact | null;
  conversations: WidgetConversation[];
  /** Of the threads that were opened, oldest first. */
  messages: Readonly<Record<number, WidgetMessage[]>>;
  /** The position of older messages; null: there are none. */
  before: Readonly<Record<number, string | null>>;
  pending: Pending[];
  typing: Readonly<Record<number, WidgetMember | null>>;
  isConnected: boolean;
  /** The latest message of a member, for screen readers. */
  announced: WidgetMessage | null;
};

export const INITIAL: State = {
  isOpen: false,
  view: { name: "home" },
  config: null,
  contact: null,
  conversations: [],
  messages: {},
  before: {},
  pending: [],
  typing: {},
  isConnected: true,
  announced: null,
};

export const unreadOf = ({ conversations }: Pick<State, "conversations">): number =>
  conversations.reduce((sum, { unread }) => sum + unread, 0);

/** The state after an event; `reset` changes nothing here: its lists are read again. */
export function reduce(state: State, event: WidgetEvent): State {
  if (event.type === "message") return withMessage(state, event.data);
  if (event.type === "contact") return { ...state, contact: event.data };
  if (event.type === "conversation")
    return { ...state, conversations: withConversation(state.conversations, event.data) };
  if (event.type === "typing") {
    const { conversationId, isTyping, member } = event.data;
    const typist = isTyping ? (member ?? { name: "", avatarUrl: null }) : null;
    return { ...state, typing: { ...state.typing, [conversationId]: typist } };
  }
  return state;
}

/** The state with a message in its thread; the earlier one with its id is replaced. */
export function withMessage(state: State, message: WidgetMessage): State {
  const { conversationId } = message;
  const thread = state.messages[conversationId];
  const isNew = !state.conversations.some(
    ({ id, lastMessage }) => id === conversationId && (lastMessage?.id ?? 0) >= message.id,
  );
  return {
    ...state,
    ...(thread && { messages: { ...state.messages, [conversationId]: mergeMessages(thread, [message]) } }),
    ...(message.from === "member" && { typing: { ...state.typing, [conversationId]: null } }),
    announced: isNew && message.from === "member" ? message : state.announced,
    conversations: state.conversations.map((conversation) =>
      conversation.id === conversationId && (conversation.lastMessage?.id ?? 0) <= message.id
        ? { ...conversation, lastMessage: message }
        : conversation,
    ),
  };
}

/** Both lists as one, ascending, later ones in place of earlier ones with their id. */
export function mergeMessages(
  before: readonly WidgetMessage[],
  more: readonly WidgetMessage[],
): WidgetMessage[] {
  const byId = new Map([...before, ...more].map((message) => [message.id, message]));
  return [...byId.values()].sort((a, b) => a.id - b.id);
}

function withConversation(before: readonly WidgetConversation[], conversation: WidgetConversation) {
  const others = before.filter(({ id }) => id !== conversation.id);
  return [conversation, ...others].sort((a, b) => b.updatedAt.localeCompare(a.updatedAt));
}
