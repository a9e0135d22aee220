import type {
  WidgetContactInput,
  WidgetFile,
  WidgetMessage,
  WidgetMessageInput,
  WidgetSession,
} from "@/server/contract/channel/widget";
import { createClient, Refused } from "@/widget/net/client";
import { follow } from "@/widget/net/follow";
import type { Options } from "@/widget/options";
import { createArrivals } from "./arrivals";
import { type Attributes, createClaims, type Identity } from "./claims";
import { createLists } from "./lists";
import { createOutbox } from "./outbox";
import { createPageEvents } from "./page-events";
import { createPanel } from "./panel";
import { createReceipts } from "./receipts";
import { createSession, VISITOR } from "./session";
import { INITIAL, type State, withoutUnread } from "./state";
import { openStorage } from "./storage";
import { createStore } from "./store";
import { createTyping } from "./typing";

/** One visitor's conversations with one inbox: everything of the widget but its looks. `connect` makes its client. */
export function createChat(options: Options, connect = createClient) {
  const { storage, store, events, client, receipts, lists, typing, claims, session, outbox } = createParts(
    options,
    connect,
  );
  store.set({ pending: outbox.list() });
  const panel = createPanel(store, events);
  /** What was written last, and not sent: it stays while its field is not there. */
  const draft: { id?: number | null; text?: string } = {};
  return {
    options,
    store,
    draft,
    ...lists,
    ...panel,
    on: events.on,
    connect: session.connect,
    disconnect: session.disconnect,
    retry: outbox.retry,
    discard: outbox.discard,
    upload: client.upload,
    sendTranscript: client.transcript,
    announceTyping: typing.announce,
    identify(identity: Identity | null) {
      if (!identity) return;
      claims.identify(identity);
      if (session.isOpen()) void session.reconnect(); // else the session that is requested goes on with it
    },
    setAttributes(attributes: Attributes) {
      claims.add(attributes);
      if (session.isOpen()) client.contact({ attributes }).catch(console.error);
    },
    send(text: string, files: WidgetFile[], answers?: Record<string, string>) {
      const { view } = store.get();
      typing.forget();
      outbox.add({
        conversationId: view.name === "thread" ? view.conversationId : null,
        text,
        files,
        ...(answers && { answers }),
      });
    },
    /** A member's message was seen: it and all before it are read. */
    async read(message: WidgetMessage) {
      store.update((state) => withoutUnread(state, message.conversationId));
      await receipts.read(message);
    },
    async changeContact(input: WidgetContactInput) {
      store.set({ contact: await client.contact(input) });
    },
    /** Removes the visitor from this browser. */
    logout() {
      panel.close();
      for (const { clientId } of outbox.list()) outbox.discard(clientId);
      store.set({ ...INITIAL, config: store.get().config });
      draft.text = "";
      storage.remove(VISITOR);
      claims.clear();
      void session.reconnect();
    },
  };
}

export type Chat = ReturnType<typeof createChat>;

function createParts(options: Options, connect: typeof createClient) {
  const storage = openStorage(options.inbox);
  const store = createStore<State>(INITIAL);
  const events = createPageEvents();
  const client = connect(
    options.base,
    options.inbox,
    () => storage.read(VISITOR),
    () => store.get().config?.version,
  );
  const receipts = createReceipts(client.receipts);
  const lists = createLists({ client, store, receipts });
  const typing = createTyping(store, client.typing);
  const claims = createClaims();
  const session = createSession({
    claims,
    client,
    options,
    storage,
    begin,
    onLost: () => store.set({ isConnected: false }),
    onRefused: () => store.set({ isRefused: true }),
  });
  const outbox = createOutbox({
    storage,
    send,
    isReady: session.isOpen,
    onChange: (pending) => store.set({ pending }),
    onSent: (message, pending) => arrivals.onSent(message, pending),
  });
  const recover = session.reconnect;
  const arrivals = createArrivals({ store, lists, outbox, receipts, typing, events, recover });

  async function begin({ config, contact, cursor }: WidgetSession): Promise<() => void> {
    store.set({ config, contact });
    await lists.reload();
    onConnection(true);
    events.emit("ready", undefined);
    return follow({ client, cursor, onEvent: arrivals.onEvent, onConnection, onUnauthorised: recover });
  }

  function onConnection(isConnected: boolean): void {
    store.set({ isConnected });
    if (!isConnected) return;
    void outbox.run();
    receipts.retry();
  }

  /** A message to a conversation that the visitor does not have any more goes where one without a conversation does. */
  async function send(input: WidgetMessageInput): Promise<WidgetMessage> {
    try {
      return await client.send(input);
    } catch (error) {
      const { status, code } = error instanceof Refused ? error : {};
      if (status === 401) void recover();
      if (code !== "conversation.not_found") throw error;
      return client.send({ ...input, conversationId: null });
    }
  }

  return { storage, store, events, client, receipts, lists, typing, claims, session, outbox };
}
