import { type Services, servicesFor } from "@/server/commands/_run/services";
import { recordInboxSocket } from "@/server/queries/events/record-events-read";
import type { AccountFeed, Listener } from "./account-feed";
import {
  confirmFrame,
  disconnectFrame,
  pushFrame,
  type RoomIdentifier,
  readIdentifier,
  rejectFrame,
} from "./frames";
import type { OnlineBook } from "./online-book";
import { findSubscriber, type Subscriber } from "./subscriber";

/** Subscriptions of one connection. Clients have one. */
const SUBSCRIPTIONS_MAX = 10;
/** Subscriptions of one account in one process. */
const ACCOUNT_MAX = 2_000;

export type CableParts = {
  /** The site whose page has opened the connection; null for Tickline's own and for programs without one. */
  origin: string | null;
  services: Pick<Services, "database" | "now">;
  book: OnlineBook;
  feedOf: (accountId: number) => AccountFeed;
  /** A subscription to the account has ended. */
  onLeft: (accountId: number) => void;
};

/** The other side of a connection. `restart`: it connects again. */
export type Client = { send(text: string): void; isOpen(): boolean; restart(): void };

/** The subscriptions of one connection, by their identifiers. */
export type Subscriptions = {
  /** Resolves to whether the client is subscribed now. */
  add(identifier: string): Promise<boolean>;
  remove(identifier: string): void;
  /** The subscriber is online: tells it who else is. */
  notePresence(identifier: string): void;
  /** Including those that are being looked up. */
  count(): number;
  close(): void;
};

export function createSubscriptions(
  client: Client,
  { origin, services, book, feedOf, onLeft }: CableParts,
): Subscriptions {
  const listeners = new Map<string, Listener>();
  /** A client that repeats a command waits for the first answer. */
  const pending = new Set<string>();
  /** Those of `pending` that the client has unsubscribed from meanwhile. */
  const left = new Set<string>();
  const count = () => listeners.size + pending.size;

  function remove(identifier: string): void {
    if (pending.has(identifier)) left.add(identifier);
    const listener = listeners.get(identifier);
    if (!listener) return;
    listeners.delete(identifier);
    const { accountId } = listener.subscriber;
    feedOf(accountId).leave(listener);
    onLeft(accountId);
  }

  function notePresence(identifier: string): void {
    const listener = listeners.get(identifier);
    if (!listener) return;
    const { subscriber } = listener;
    listener.send(presencePush(subscriber, book));
    if (subscriber.kind === "customer")
      recordInboxSocket(servicesFor(services, subscriber).database, { ...subscriber, now: services.now() });
  }

  /** False when the client may not subscribe so. */
  async function open(identifier: string): Promise<boolean> {
    const found = count() > SUBSCRIPTIONS_MAX ? null : await findAllowed(services, identifier, origin);
    if (!found) return false;
    const feed = feedOf(found.subscriber.accountId);
    if (feed.size() >= ACCOUNT_MAX) return false;
    const listener: Listener = {
      ...found,
      checkedAt: services.now().getTime(),
      send: (push) => client.send(pushFrame(identifier, push)),
      end: () => {
        remove(identifier);
        client.send(disconnectFrame("unauthorized", false));
      },
      restart: client.restart,
    };
    listeners.set(identifier, listener);
    await feed.join(listener);
    return true;
  }

  return {
    async add(identifier) {
      left.delete(identifier);
      if (listeners.has(identifier) || pending.has(identifier)) return listeners.has(identifier);
      pending.add(identifier);
      const isOpened = await open(identifier).finally(() => pending.delete(identifier));
      client.send(isOpened ? confirmFrame(identifier) : rejectFrame(identifier));
      if (!client.isOpen() || left.delete(identifier)) remove(identifier);
      notePresence(identifier);
      return isOpened;
    },
    remove,
    notePresence,
    count,
    close: () => [...listeners.keys()].forEach(remove),
  };
}

/** Who subscribes by an identifier, and how they are read again; null when the client may not. */
async function findAllowed(
  services: CableParts["services"],
  identifier: string,
  origin: CableParts["origin"],
): Promise<Pick<Listener, "subscriber" | "read"> | null> {
  const room = readIdentifier(identifier);
  if (!room) return null;
  const read = () => findSubscriber(services, room.pubsub_token, origin);
  const subscriber = await read();
  return subscriber && isItsOwn(room, subscriber) ? { subscriber, read } : null;
}

/** Records that a subscriber is online. Who is, as JSON; a customer is not told of other customers. */
function presencePush(subscriber: Subscriber, book: OnlineBook): string {
  const { accountId } = subscriber;
  if (subscriber.kind === "member") book.note(accountId, "members", subscriber.userId);
  else book.note(accountId, "customers", subscriber.contactId);
  const { members, customers } = book.online(accountId);
  const data = {
    account_id: accountId,
    users: onlineJson(members),
    ...(subscriber.kind === "member" && { contacts: onlineJson(customers) }),
  };
  return JSON.stringify({ event: "presence.update", data });
}

const onlineJson = (ids: readonly number[]): object => Object.fromEntries(ids.map((id) => [id, "online"]));

/** Whether the account and the user that a client names are those of its token. A customer's client names none. */
function isItsOwn({ account_id, user_id }: RoomIdentifier, subscriber: Subscriber): boolean {
  const isAccount = account_id == null || Number(account_id) === subscriber.accountId;
  const userId = subscriber.kind === "member" ? subscriber.userId : null;
  return isAccount && (user_id == null || Number(user_id) === userId);
}
