import type {
  WidgetContactInput,
  WidgetEvent,
  WidgetFile,
  WidgetMessage,
  WidgetSession,
  WidgetSessionInput,
} from "@/server/contract/channel/widget";
import { backoffMs } from "@/widget/net/backoff";
import { type Client, createClient, Refused } from "@/widget/net/client";
import { follow } from "@/widget/net/follow";
import type { Options } from "@/widget/options";
import { createOutbox } from "./outbox";
import { createPageEvents } from "./page-events";
import { createReceipts } from "./receipts";
import { INITIAL, mergeMessages, reduce, type State, unreadOf, type View, withMessage } from "./state";
import { openStorage } from "./storage";
import { createStore } from "./store";

const VISITOR = "visitor";
const TYPING_EVERY_MS = 4_000;

export type Identity = NonNullable<WidgetSessionInput["identify"]>;
export type Attributes = NonNullable<WidgetSessionInput["attributes"]>;

/** One visitor's conversations with one inbox: everything of the widget but its looks. */
export function createChat(options: Options) {
  const storage = openStorage(options.inbox);
  const store = createStore<State>(INITIAL);
  const events = createPageEvents();
  const client: Client = createClient(options.base, options.inbox, () => storage.read(VISITOR));
  const receipts = createReceipts(client.receipts);
  let session: WidgetSession | null = null;
  let identity: Identity | null = null;
  let attributes: Attributes = {};
  let stop = () => {};
  /** Counts sessions: the answer to an earlier one is not used. */
  let generation = 0;
  let announcedUnread = 0;

  const set = (change: Partial<State>) => store.update((state) => ({ ...state, ...change }));
  const outbox = createOutbox({
    storage,
    send: client.send,
    isReady: () => session !== null,
    onChange: (pending) => set({ pending }),
    onSent: (message, { conversationId }) => {
      const { view } = store.get();
      store.update((state) => withMessage(withThread(state, message.conversationId), message));
      if (conversationId === null && view.name === "thread" && view.conversationId === null)
        set({ view: { name: "thread", conversationId: message.conversationId } });
      if (!store.get().conversations.some(({ id }) => id === message.conversationId)) void loadConversations();
    },
  });

  async function connect(): Promise<void> {
    const current = ++generation;
    stop();
    session = null;
    for (let failures = 1; current === generation; failures += 1) {
      try {
        return await begin(current);
      } catch (error) {
        if (current !== generation) return;
        if (error instanceof Refused && error.code === "channel.identity_invalid") {
          console.error("tickline: identify() was refused: the hash does not belong to the id");
          identity = null;
        } else if (error instanceof Refused && error.isFinal) {
          return console.error(`tickline: ${error.message || error.code || error.status}`);
        } else set({ isConnected: false });
        await new Promise((resolve) => setTimeout(resolve, backoffMs(failures)));
      }
    }
  }

  async function begin(current: number): Promise<void> {
    const next = await client.session({
      visitor: storage.read(VISITOR),
      identify: identity,
      attributes,
      locale: options.locale,
      page: location.href,
    });
    if (current !== generation) return;
    storage.write(VISITOR, next.visitor);
    session = next;
    set({ config: next.config, contact: next.contact, isConnected: true, pending: outbox.list() });
    await loadConversations();
    if (current !== generation) return;
    stop = follow({
      client,
      cursor: next.cursor,
      onEvent,
      onConnection: (isConnected) => set({ isConnected }),
      onUnauthorised: () => void connect(),
    });
    events.emit("ready", undefined);
    void outbox.run();
  }

  function onEvent(event: WidgetEvent): void {
    const before = store.get();
    store.update((state) => reduce(state, event));
    if (event.type === "reset") void reload();
    if (event.type !== "message") return;
    const { data } = event;
    if (data.clientId !== null) outbox.discard(data.clientId);
    if (!before.conversations.some(({ id }) => id === data.conversationId)) void loadConversations();
    if (data.from !== "member" || data.status === "read") return;
    if (data.status !== "delivered") void receipts.delivered(data);
    if (store.get().announced === data) events.emit("message", data);
  }

  async function loadConversations(): Promise<void> {
    const { data } = await client.conversations();
    set({ conversations: data });
    for (const { lastMessage } of data)
      if (lastMessage?.from === "member" && lastMessage.status !== "read" && lastMessage.status !== "delivered")
        void receipts.delivered(lastMessage);
  }

  async function loadMessages(id: number, before: string | null = null): Promise<void> {
    const page = await client.messages(id, before);
    store.update((state) => ({
      ...state,
      messages: { ...state.messages, [id]: mergeMessages(state.messages[id] ?? [], page.data) },
      before: { ...state.before, [id]: page.before },
    }));
  }

  async function reload(): Promise<void> {
    const { view } = store.get();
    set({ messages: {}, before: {} });
    await loadConversations();
    if (view.name === "thread" && view.conversationId !== null) await loadMessages(view.conversationId);
  }

  store.subscribe(() => {
    const unread = unreadOf(store.get());
    if (unread === announcedUnread) return;
    announcedUnread = unread;
    events.emit("unread", unread);
  });

  let typedAt = 0;
  return {
    options,
    client,
    store,
    outbox,
    on: events.on,
    connect,
    loadMessages,
    show: (view: View) => set({ view }),
    open() {
      if (store.get().isOpen) return;
      set({ isOpen: true });
      events.emit("open", undefined);
    },
    close() {
      if (!store.get().isOpen) return;
      set({ isOpen: false });
      events.emit("close", undefined);
    },
    send(text: string, files: WidgetFile[], answers?: Record<string, string>) {
      const { view } = store.get();
      typedAt = 0;
      outbox.add({
        clientId: crypto.randomUUID?.() ?? randomId(),
        conversationId: view.name === "thread" ? view.conversationId : null,
        text,
        files,
        ...(answers && { answers }),
        createdAt: new Date().toISOString(),
        failure: null,
      });
    },
    typing(isTyping: boolean) {
      const { view } = store.get();
      if (view.name !== "thread" || view.conversationId === null || !session) return;
      const now = Date.now();
      if (isTyping ? now - typedAt < TYPING_EVERY_MS : typedAt === 0) return;
      typedAt = isTyping ? now : 0;
      client.typing({ conversationId: view.conversationId, isTyping }).catch(ignoreLost);
    },
    /** A member's message was seen: it and all before it are read. */
    async read(message: WidgetMessage) {
      store.update((state) => ({
        ...state,
        conversations: state.conversations.map((conversation) =>
          conversation.id === message.conversationId ? { ...conversation, unread: 0 } : conversation,
        ),
      }));
      await receipts.read(message);
    },
    async changeContact(input: WidgetContactInput) {
      set({ contact: await client.contact(input) });
    },
    identify(next: Identity) {
      identity = next;
      if (started()) void connect();
    },
    setAttributes(next: Attributes) {
      attributes = { ...attributes, ...next };
      if (session) client.contact({ attributes: next }).catch((error) => console.error("tickline:", error));
    },
    logout() {
      storage.remove(VISITOR);
      outbox.clear();
      identity = null;
      attributes = {};
      set({ ...INITIAL, config: store.get().config });
      if (started()) void connect();
    },
  };

  function started(): boolean {
    return generation > 0;
  }
}

export type Chat = ReturnType<typeof createChat>;

const withThread = (state: State, id: number): State =>
  state.messages[id] ? state : { ...state, messages: { ...state.messages, [id]: [] } };

/** Typing is not worth a second try. */
const ignoreLost = () => {};

/** A UUID where the page is served without TLS and has no `randomUUID`. */
function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}
