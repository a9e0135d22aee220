import type { WidgetMessage } from "@/server/contract/channel/widget";

/** The events of `window.tickline`, with what their listeners get. */
export type PageEvents = {
  ready: undefined;
  open: undefined;
  close: undefined;
  message: WidgetMessage;
  unread: number;
};

/** Calls the page's listeners. An error of one is reported as the page's own and stops no other. Another name than an event's is ignored. */
export function createPageEvents() {
  const listeners: { [K in keyof PageEvents]: Set<(value: PageEvents[K]) => void> } = {
    ready: new Set(),
    open: new Set(),
    close: new Set(),
    message: new Set(),
    unread: new Set(),
  };
  return {
    on<K extends keyof PageEvents>(name: K, listener: (value: PageEvents[K]) => void): () => void {
      const all = listeners[name];
      all?.add(listener);
      return () => {
        all?.delete(listener);
      };
    },
    emit<K extends keyof PageEvents>(name: K, value: PageEvents[K]) {
      for (const listener of listeners[name]) {
        try {
          listener(value);
        } catch (error) {
          reportError(error);
        }
      }
    },
  };
}

export type PageEventSource = ReturnType<typeof createPageEvents>;
