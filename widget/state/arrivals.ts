import type { WidgetEvent, WidgetMessage } from "@/server/contract/channel/widget";
import type { createLists } from "./lists";
import type { Outbox, Pending } from "./outbox";
import type { PageEventSource } from "./page-events";
import type { Receipts } from "./receipts";
import { reduce, type State, withMessage } from "./state";
import type { Store } from "./store";
import type { createTyping } from "./typing";

type ArrivalsOptions = {
  store: Store<State>;
  lists: ReturnType<typeof createLists>;
  outbox: Outbox;
  receipts: Receipts;
  typing: ReturnType<typeof createTyping>;
  events: PageEventSource;
  /** What is shown may be wrong: begins anew. */
  recover: () => Promise<void>;
};

/** Brings what the server reports into the state. */
export function createArrivals({ store, lists, outbox, receipts, typing, events, recover }: ArrivalsOptions) {
  function onEvent(event: WidgetEvent): void {
    if (event.type === "message") onMessage(event.data);
    else store.update((state) => reduce(state, event));
    if (event.type === "reset") lists.reload().catch(recover);
    if (event.type === "typing") typing.expire(event.data.conversationId);
  }

  function onMessage(message: WidgetMessage): void {
    const pending = outbox.list().find(({ clientId }) => clientId === message.clientId);
    if (pending) onSent(message, pending);
    else accept(message);
    if (message.from !== "member") return;
    void receipts.delivered(message);
    if (store.get().announced === message) events.emit("message", message);
  }

  function accept(message: WidgetMessage): void {
    const isKnown = store.get().conversations.some(({ id }) => id === message.conversationId);
    store.update((state) => withMessage(state, message));
    // The server knows how many are unread without a deleted one.
    if (!isKnown || message.deletedAt) lists.loadConversations().catch(recover);
  }

  /** The server has a message of the outbox, in whichever conversation. What waits for a first one goes to the same. */
  function onSent(message: WidgetMessage, { clientId, conversationId }: Pending): void {
    const id = message.conversationId;
    outbox.discard(clientId);
    if (conversationId !== id) {
      outbox.assign(id);
      store.update((state) => withThread(state, conversationId, id));
    }
    accept(message);
  }

  return { onEvent, onSent };
}

/** The thread that goes on in another conversation, or has its first one now. */
function withThread(state: State, before: number | null, conversationId: number): State {
  const { view } = state;
  const isShown = view.name === "thread" && view.conversationId === before;
  return isShown ? { ...state, view: { ...view, conversationId } } : state;
}
