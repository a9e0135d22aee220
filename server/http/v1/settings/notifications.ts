import { z } from "@hono/zod-openapi";
import { markAllNotificationsRead } from "@/server/commands/mark-all-notifications-read";
import { markNotificationRead } from "@/server/commands/mark-notification-read";
import { services } from "@/server/commands/services";
import type { Caller } from "@/server/contract/caller";
import { besideLog } from "@/server/live/beside-log";
import { getNotification, listNotifications } from "@/server/queries/list-notifications";
import { get, post } from "./endpoint";
import { page, pathId } from "./inputs";
import { notification, pageOf } from "./schemas";

const tag = "Notifications";
/** Their open windows stop counting what was read here. */
const committed = (caller: Caller) => besideLog()?.renotify(caller);

export const notificationEndpoints = [
  get(
    {
      path: "/v1/notifications",
      tag,
      summary: "What the token's user is told of, newest first",
      description:
        "A conversation that was given to them, a note that mentions them, messages in a conversation of theirs. Kept for 60 days.",
      query: z.strictObject(page),
      answer: pageOf(notification),
      refuses: ["cursor.invalid"],
    },
    ({ caller, query }) => listNotifications(services().database, caller, query),
  ),
  post(
    {
      path: "/v1/notifications/{id}/read",
      tag,
      summary: "Mark one as read",
      params: z.object({ id: pathId("notification.not_found") }),
      answer: notification,
      refuses: ["notification.not_found"],
      committed,
    },
    async (tx, { caller, params }) => {
      await markNotificationRead(tx, { notificationId: params.id });
      return getNotification(tx, caller, params.id);
    },
  ),
  post(
    {
      path: "/v1/notifications/read",
      tag,
      summary: "Mark all as read",
      answer: z.object({ read: z.number().int() }),
      committed,
    },
    async (tx) => ({ read: await markAllNotificationsRead(tx) }),
  ),
];
