import type { PageEventSource } from "./page-events";
import { firstView, type State, unreadOf, type View } from "./state";
import type { Store } from "./store";

/** Opens and closes the panel, and reports to the page what changes in it. */
export function createPanel(store: Store<State>, events: PageEventSource) {
  let unread = 0;
  store.subscribe(() => {
    const count = unreadOf(store.get());
    if (count === unread) return;
    unread = count;
    events.emit("unread", count);
  });
  return {
    open() {
      const { conversations, isOpen, view } = store.get();
      if (isOpen) return;
      const isNew = view.name === "thread" && view.conversationId === null;
      store.set({ isOpen: true, ...(isNew && { view: firstView({ conversations }) }) });
      events.emit("open", undefined);
    },
    close() {
      if (!store.get().isOpen) return;
      store.set({ isOpen: false });
      events.emit("close", undefined);
    },
    show: (view: View) => store.set({ view }),
  };
}
