import type { Event } from "@/server/contract/event/event";
import { usersNotifiedBy } from "@/server/store/members/notifications";

/** The members whose unread notifications these events may have changed, each with the time of the first such event. */
export function notifiedUsers(events: readonly Event[]): ReadonlyMap<number, string> {
  const users = new Map<number, string>();
  for (const event of events)
    for (const userId of usersNotifiedBy(event)) if (!users.has(userId)) users.set(userId, event.occurredAt);
  return users;
}
