import { RateLimiterMemory } from "rate-limiter-flexible";
import type { Caller } from "@/server/contract/_shared/caller";
import type { ConversationDto } from "@/server/contract/_shared/dto";
import type { Passing } from "@/server/contract/message/command-message";
import { shared } from "@/server/lib/shared";
import type { Present } from "@/server/live/presence/presence-book";
import type { Announcement } from "@/server/store/events/tx";

/** Notifies listeners of what happens in their account, without a log. */
export type AccountSignal<A extends unknown[]> = {
  notify(accountId: number, ...args: A): void;
  /** Calls the listener for each of the account, whoever may see it; returns a function that ends it. */
  listen(accountId: number, listener: (...args: A) => void): () => void;
};

export function createAccountSignal<A extends unknown[]>(): AccountSignal<A> {
  const listeners = new Map<number, Set<(...args: A) => void>>();
  return {
    notify(accountId, ...args) {
      for (const listener of listeners.get(accountId) ?? []) listener(...args);
    },
    listen(accountId, listener) {
      const those = listeners.get(accountId) ?? new Set();
      listeners.set(accountId, those.add(listener));
      return () => {
        those.delete(listener);
        if (those.size === 0 && listeners.get(accountId) === those) listeners.delete(accountId);
      };
    },
  };
}

/** Far more than a writer needs. */
const limiter = () => shared("typing-limit", () => new RateLimiterMemory({ points: 10, duration: 10 }));

/**
 * Counts a writer's typing signs. False above ten in ten seconds: further ones are ignored. `writer`: a member's id, or
 * a key.
 */
export const mayAnnounceTyping = (writer: number | string): Promise<boolean> =>
  limiter()
    .consume(writer)
    .then(
      () => true,
      () => false,
    );

type Typer = {
  conversation: Pick<ConversationDto, "displayId" | "inboxId">;
  userId: number;
  /** It is a note: no customer sees it. */
  isPrivate?: boolean | undefined;
};

/**
 * Tells the members who see a conversation that somebody starts or stops typing in it. It is not stored.
 * @param userId a member, or `CUSTOMER`.
 */
export function announceTyping(
  accountId: number,
  { conversation, userId, isPrivate = false }: Typer,
  isTyping: boolean,
): void {
  const { displayId, inboxId } = conversation;
  const entry: Present = { displayId, inboxId, userId, ...(isPrivate && { isPrivate }) };
  ephemeralEvents()?.type(accountId, entry, isTyping);
}

/** Events that reach streams without the log: typing, read notifications, seen marks, and ephemeral messages. */
export type EphemeralEvents = {
  /** Records that a member starts or stops typing in a conversation that they may see. */
  type(accountId: number, entry: Present, isTyping: boolean): void;
  /** Sends what passes by to whoever is connected and may see it. */
  pass(accountId: number, passing: Passing): void;
  /** Sends a member's unread notifications to their other streams. */
  renotify(who: Pick<Caller, "accountId" | "userId">): void;
  /** Sends a member's own seen marks of these conversations to their streams. */
  remark(who: Pick<Caller, "accountId" | "userId">, conversationIds: readonly number[]): void;
};

const slot = () => shared("ephemeral-events", (): { current: EphemeralEvents | null } => ({ current: null }));

/** Called once by the composition root. */
export function provideEphemeralEvents(ephemeralEvents: EphemeralEvents): void {
  slot().current = ephemeralEvents;
}

/** Null where the process has no hub, as on a plain Next host: ephemeral events are dropped there. */
export const ephemeralEvents = (): EphemeralEvents | null => slot().current;

/** Tells the open windows of members what an operation announced. */
export function notifyMembers(accountId: number, announcements: readonly Announcement[]): void {
  const events = ephemeralEvents();
  for (const one of announcements) {
    if (one.what === "notifications") events?.renotify({ accountId, userId: one.userId });
    else if (one.what === "seen") events?.remark({ accountId, userId: one.userId }, [one.conversationId]);
    else {
      const { displayId, inboxId } = one;
      events?.pass(accountId, { displayId, inboxId, hasAcknowledged: true });
    }
  }
}
