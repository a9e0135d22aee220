import type { Chat } from "./state/chat";
import type { Attributes, Identity } from "./state/claims";
import type { PageEvents } from "./state/page-events";

/** `window.tickline`. Calls before the session exists are kept. */
export type TicklineApi = {
  open(): void;
  close(): void;
  /** The site's own customer. `hash`: HMAC-SHA256 of `id` with the inbox's identity secret, in hexadecimal. Null, as of a visitor who is not signed in, is ignored. */
  identify(identity: Identity | null): void;
  setAttributes(attributes: Attributes): void;
  /** Returns the function that ends the subscription. */
  on<K extends keyof PageEvents>(event: K, listener: (value: PageEvents[K]) => void): () => void;
  /** Removes the visitor from this browser: the next message is somebody else's. */
  logout(): void;
  /** A call as a list: its name, then its arguments. A page may fill `window.tickline` with such lists before the script runs. */
  push(call: TicklineCall): void;
};

export type TicklineCall =
  | [name: "open" | "close" | "logout"]
  | [name: "identify", identity: Identity | null]
  | [name: "setAttributes", attributes: Attributes]
  | [name: "on", event: keyof PageEvents, listener: (value: unknown) => void];

declare global {
  interface Window {
    tickline?: TicklineApi | TicklineCall[];
  }
}

/** Sets `window.tickline`, and performs the calls that the page has left there. */
export function installApi(chat: Chat): void {
  const { open, close, identify, setAttributes, on, logout } = chat;
  const calls = { open, close, identify, setAttributes, on, logout };
  const early = window.tickline;
  const push = ([name, ...values]: TicklineCall) => {
    const call: unknown = Object.hasOwn(calls, name) && calls[name];
    if (typeof call !== "function") throw new TypeError(`tickline has no call ${name}`);
    call(...values);
  };
  const api: TicklineApi = Object.freeze({ ...calls, push });
  window.tickline = api;
  if (!Array.isArray(early)) return;
  for (const call of early) {
    try {
      push(call);
    } catch (error) {
      reportError(error);
    }
  }
}
