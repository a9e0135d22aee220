import type { Services } from "@/server/commands/_run/services";
import { isOfConversation, notificationJson } from "@/server/dialects/chatwoot/notifications";
import type { FollowedEvent } from "@/server/live/log/follow-events";
import { readUnreadNotifications } from "@/server/queries/members/list-notifications";
import { notifiedUsers } from "@/server/queries/members/notified-users";
import type { Subscriber } from "./subscriber";

type Member = Extract<Subscriber, { kind: "member" }>;
type Hearer = { subscriber: Subscriber; send(push: string): void };

/** Tells members of the notifications that events made: the newest of each member, with the number of unread ones. */
export function createNotificationTeller({ database }: Pick<Services, "database">) {
  /** The newest that a listener was told, and when that was. */
  const told = new WeakMap<Hearer, string>();

  async function tellOne(hearer: Hearer, { userId, caller }: Member, since: string): Promise<void> {
    const unread = await readUnreadNotifications(database, caller, { isAbout: "conversations" });
    const { count, newest } = unread;
    if (newest === null || !isOfConversation(newest) || newest.at < since) return;
    const mark = `${userId} ${newest.id} ${newest.at}`;
    if (told.get(hearer) === mark) return;
    told.set(hearer, mark);
    const notification = notificationJson(newest);
    const data = { account_id: caller.accountId, notification, unread_count: count, count };
    hearer.send(JSON.stringify({ event: "notification.created", data }));
  }

  return async (hearers: ReadonlySet<Hearer>, events: readonly FollowedEvent[]): Promise<void> => {
    const notified = notifiedUsers(events.map(({ event }) => event));
    for (const hearer of hearers) {
      const { subscriber } = hearer;
      const since = subscriber.kind === "member" ? notified.get(subscriber.userId) : undefined;
      if (subscriber.kind === "member" && since !== undefined) await tellOne(hearer, subscriber, since);
    }
  };
}
