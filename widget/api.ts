import type { Attributes, Chat, Identity } from "./state/chat";
import type { PageEvents } from "./state/page-events";

/** `window.tickline`. Calls before the session exists are kept. */
export type TicklineApi = {
  open(): void;
  close(): void;
  /** The site's own customer. `hash`: HMAC-SHA256 of `id` with the inbox's identity secret, in hexadecimal. */
  identify(identity: Identity): void;
  setAttributes(attributes: Attributes): void;
  /** Returns the function that ends the subscription. */
  on<K extends keyof PageEvents>(event: K, listener: (value: PageEvents[K]) => void): () => void;
  /** Removes the visitor from this browser: the next message is somebody else's. */
  logout(): void;
};

declare global {
  interface Window {
    tickline?: TicklineApi;
  }
}

export const isInstalled = (): boolean => window.tickline !== undefined;

export function installApi(chat: Chat): void {
  const { open, close, identify, setAttributes, on, logout } = chat;
  window.tickline = Object.freeze({ open, close, identify, setAttributes, on, logout });
}
