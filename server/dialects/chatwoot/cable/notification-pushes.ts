import type { Services } from "@/server/commands/_run/services";
import type { Event } from "@/server/contract/event/event";
import { isOfConversation, notificationJson } from "@/server/dialects/chatwoot/notifications";
import { readUnreadNotifications } from "@/server/queries/members/list-notifications";
import { notifiedUsers } from "@/server/queries/members/notified-users";
import type { Subscriber } from "./subscriber";

type Hearer = { subscriber: Subscriber; send(push: string): void };

/** The newest notification that a listener was told, and when that was. */
export type ToldNotifications = WeakMap<Hearer, string>;

/** Tells members of the notifications that these events made: the newest of each member, with the number of unread ones. */
export async function tellNotifications(
  listeners: ReadonlySet<Hearer>,
  events: readonly Event[],
  { database, told }: Pick<Services, "database"> & { told: ToldNotifications },
): Promise<void> {
  const notified = notifiedUsers(events);
  for (const listener of listeners) {
    const { subscriber } = listener;
    const since = subscriber.kind === "member" ? notified.get(subscriber.userId) : undefined;
    if (subscriber.kind !== "member" || since === undefined) continue;
    const { count, newest } = await readUnreadNotifications(database, subscriber.caller, {
      isAbout: "conversations",
    });
    if (newest === null || !isOfConversation(newest) || newest.at < since) continue;
    const mark = `${newest.id} ${newest.at}`;
    if (told.get(listener) === mark) continue;
    told.set(listener, mark);
    const data = { account_id: subscriber.accountId, unread_count: count, count };
    const push = {
      event: "notification.created",
      data: { ...data, notification: notificationJson(newest) },
    };
    listener.send(JSON.stringify(push));
  }
}
