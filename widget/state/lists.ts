import type { Client } from "@/widget/net/client";
import type { Receipts } from "./receipts";
import { firstView, mergeMessages, type State } from "./state";
import type { Store } from "./store";

type ListsOptions = {
  client: Pick<Client, "conversations" | "messages">;
  store: Store<State>;
  receipts: Pick<Receipts, "delivered">;
};

/** Reads the visitor's conversations and their messages into the state. */
export function createLists({ client, store, receipts }: ListsOptions) {
  async function loadConversations(): Promise<void> {
    const { data } = await client.conversations();
    const { conversations, view } = store.get();
    const isFirst = conversations.length === 0 && view.name === "thread" && view.conversationId === null;
    store.set({ conversations: data, ...(isFirst && { view: firstView({ conversations: data }) }) });
    for (const { lastMessage, unread } of data)
      if (lastMessage && unread > 0) void receipts.delivered(lastMessage);
  }

  async function loadMessages(id: number, before: string | null = null): Promise<void> {
    const page = await client.messages(id, before);
    store.update((state) => ({
      ...state,
      messages: { ...state.messages, [id]: mergeMessages(page.data, state.messages[id] ?? []) },
      before: { ...state.before, [id]: page.before },
    }));
  }

  /** Reads everything again: what is in the state may have gaps, or be of another visitor. */
  async function reload(): Promise<void> {
    await loadConversations();
    const { conversations, view } = store.get();
    const id = view.name === "thread" ? view.conversationId : null;
    const isThere = conversations.some((conversation) => conversation.id === id);
    const isGone = id !== null && !isThere;
    store.set({ messages: {}, before: {}, ...(isGone && { view: firstView({ conversations }) }) });
    if (id !== null && isThere) await loadMessages(id);
  }

  return { loadConversations, loadMessages, reload };
}
