import type { Caller } from "@/server/contract/_shared/caller";
import type { Passing } from "@/server/contract/message/ephemeral-message";
import { shared } from "@/server/lib/shared";
import type { Present } from "@/server/live/presence/presence-book";
import type { Announcement } from "@/server/store/events/tx";

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
