import type {
  WidgetConfig,
  WidgetContact,
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
  /** Of the threads that were opened, and what came since, oldest first. */
  messages: Readonly<Record<number, WidgetMessage[]>>;
  /** The position of older messages; null: there are none. */
  before: Readonly<Record<number, string | null>>;
  pending: Pending[];
  typing: Readonly<Record<number, WidgetMember | null>>;
  isConnected: boolean;
  /** The server serves no widget to this page: nothing is shown. */
  isRefused: boolean;
  /** The latest message of a member, for screen readers. */
  announced: WidgetMessage | null;
};

export const INITIAL: State = {
  isOpen: false,
  view: { name: "thread", conversationId: null },
  config: null,
  contact: null,
  conversations: [],
  messages: {},
  before: {},
  pending: [],
  typing: {},
  isConnected: true,
  isRefused: false,
  announced: null,
};

export const unreadOf = ({ conversations }: Pick<State, "conversations">): number =>
  conversations.reduce((sum, { unread }) => sum + unread, 0);

/** What opening shows: the only conversation, or the only one with unread messages, at once. */
export function firstView({ conversations }: Pick<State, "conversations">): View {
  const unread = conversations.filter((conversation) => conversation.unread > 0);
  const [one = null, ...others] = unread.length === 1 ? unread : conversations;
  return others.length > 0 ? { name: "home" } : { name: "thread", conversationId: one?.id ?? null };
}

/** Where a message without a conversation goes: the newest one that is not resolved. */
export const openConversationOf = ({ conversations }: Pick<State, "conversations">) =>
  conversations.find(({ status }) => status !== "resolved");

export const withoutUnread = (state: State, conversationId: number): State => ({
  ...state,
  conversations: state.conversations.map((one) => (one.id === conversationId ? { ...one, unread: 0 } : one)),
});

/** The state after an event; `reset` changes nothing here: its lists are read again. */
export function reduce(state: State, event: WidgetEvent): State {
  if (event.type === "message") return withMessage(state, event.data);
  if (event.type === "contact") return { ...state, contact: event.data };
  if (event.type === "config") return { ...state, config: event.data };
  if (event.type === "conversation")
    return { ...state, conversations: withConversation(state.conversations, event.data) };
  if (event.type === "typing") {
    const { conversationId, isTyping, member } = event.data;
    return withTypist(state, conversationId, isTyping ? (member ?? { name: "", avatarUrl: null }) : null);
  }
  return state;
}

export const withTypist = (state: State, conversationId: number, typist: WidgetMember | null): State => ({
  ...state,
  typing: { ...state.typing, [conversationId]: typist },
});

/** The state with a message in its thread; the earlier one with its id is replaced. */
export function withMessage(before: State, message: WidgetMessage): State {
  const { conversationId, from } = message;
  const conversation = before.conversations.find(({ id }) => id === conversationId);
  const isNew = (conversation?.lastMessage?.id ?? 0) < message.id;
  const state = from === "member" ? withTypist(before, conversationId, null) : before;
  const thread = mergeMessages(state.messages[conversationId] ?? [], [message]);
  return {
    ...state,
    messages: { ...state.messages, [conversationId]: thread },
    announced: isNew && from === "member" ? message : state.announced,
    conversations: conversation
      ? withConversation(state.conversations, withLast(conversation, message))
      : state.conversations,
  };
}

/** A conversation after a message of it came or changed: a read one means that all before it are read. */
function withLast(conversation: WidgetConversation, message: WidgetMessage): WidgetConversation {
  const { lastMessage, unread } = conversation;
  const lastId = lastMessage?.id ?? 0;
  if (message.id < lastId) return conversation;
  const isRead = message.status === "read"; // a member's: the visitor's own have no status
  const added = message.from === "member" && message.id > lastId ? 1 : 0;
  return {
    ...conversation,
    lastMessage: message,
    unread: isRead ? 0 : unread + added,
    updatedAt: message.id > lastId ? message.createdAt : conversation.updatedAt,
    member: message.member ?? conversation.member,
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
