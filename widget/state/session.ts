import type { WidgetSession, WidgetSessionInput } from "@/server/contract/channel/widget";
import { backoffMs, pause } from "@/widget/net/backoff";
import { type Client, Refused } from "@/widget/net/client";
import type { Options } from "@/widget/options";
import type { Storage } from "./storage";

export type Identity = NonNullable<WidgetSessionInput["identify"]>;
export type Attributes = NonNullable<WidgetSessionInput["attributes"]>;

/** The name of the visitor's token in the storage. */
export const VISITOR = "visitor";
const PAGE_CHARS_MAX = 2_048;

type SessionOptions = {
  client: Pick<Client, "session" | "contact">;
  options: Pick<Options, "locale">;
  storage: Storage;
  /** Called with each session; what it starts ends with the returned function. */
  begin: (session: WidgetSession) => Promise<() => void>;
  onLost: () => void;
  /** The server serves no widget to this page. */
  onRefused: () => void;
};

/** The visitor's session: opened again after an interruption, and with another identity. */
export function createSession({ client, options, storage, begin, onLost, onRefused }: SessionOptions) {
  let visitor: string | null = null;
  let identity: Identity | null = null;
  let attributes: Attributes = {};
  let stop = () => {};
  /** Counts sessions: the answer to an earlier one is not used. */
  let generation = 0;

  async function connect(): Promise<void> {
    const current = ++generation;
    visitor = null;
    stop();
    stop = () => {};
    for (let failures = 1; current === generation; failures += 1) {
      try {
        return await open(current);
      } catch (error) {
        if (current !== generation || !mayRepeat(error)) return;
      }
      await pause(backoffMs(failures));
    }
  }

  async function open(current: number): Promise<void> {
    const session = await client.session({
      visitor: storage.read(VISITOR),
      identify: identity,
      attributes,
      locale: options.locale,
      page: location.href.slice(0, PAGE_CHARS_MAX),
    });
    if (current !== generation) return;
    storage.write(VISITOR, session.visitor);
    visitor = session.visitor;
    const end = await begin(session);
    if (current === generation) stop = end;
    else end();
  }

  /** A refusal of what the page has set is the page's fault: it is reported there, and the chat goes on without. */
  function mayRepeat(error: unknown): boolean {
    if (!(error instanceof Refused && error.isFinal)) {
      onLost();
      return true;
    }
    console.error(`tickline: ${error.message || error.code || error.status}`);
    if (identity === null && Object.keys(attributes).length === 0) {
      onRefused();
      return false;
    }
    identity = null;
    attributes = {};
    return true;
  }

  const reconnect = () => (generation > 0 ? connect() : Promise.resolve());
  storage.watch((name) => {
    if (name === VISITOR && visitor !== null && storage.read(VISITOR) !== visitor) void connect();
  });

  return {
    connect,
    reconnect,
    isOpen: () => visitor !== null,
    identify({ id, hash, name, email }: Identity) {
      identity = { id: String(id), hash, ...(name && { name }), ...(email && { email }) };
      void reconnect();
    },
    setAttributes(next: Attributes) {
      attributes = { ...attributes, ...next };
      if (visitor !== null) client.contact({ attributes: next }).catch(console.error);
    },
    /** The next session is another visitor's. */
    forget() {
      identity = null;
      attributes = {};
      void reconnect();
    },
  };
}
