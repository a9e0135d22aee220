import { z } from "@hono/zod-openapi";
import { markAllNotificationsRead, markNotificationRead } from "@/server/commands/members/notifications";
import { actor, id } from "@/server/contract/_shared/dto";
import { get, post } from "@/server/http/v1/_route/route";
import { page, pathId } from "@/server/http/v1/inputs";
import { notification, pageOf } from "@/server/http/v1/schemas";
import { RELEASE } from "@/server/lib/process/release";
import { getNotification, listNotifications } from "@/server/queries/members/list-notifications";

const me = z
  .object({
    accountId: id,
    userId: id.nullable(),
    role: z.enum(["administrator", "agent", "system"]),
    inboxIds: z.union([z.literal("all"), z.array(id)]),
    actor,
    /** The release of Tickline that answers. */
    version: z.string(),
  })
  .openapi("Me");

export const meRoutes = [
  get(
    { path: "/v1/me", tag: "Me", summary: "Get the owner and permissions of the token", answer: me },
    async ({ caller: { accountId, userId, role, inboxIds, actor } }) => ({
      accountId,
      userId,
      role,
      inboxIds: inboxIds === "all" ? inboxIds : [...inboxIds],
      actor,
      version: RELEASE,
    }),
  ),
];

const tag = "Notifications";

export const notificationRoutes = [
  get(
    {
      path: "/v1/notifications",
      tag,
      summary: "List the notifications of the token's user, newest first",
      description:
        "Conversations assigned to them, notes that mention them, messages in conversations they follow, and messages of theirs that were not delivered (`not_delivered`: failed or unconfirmed; withdrawn when they are delivered or sent again), and for administrators alerts (`alert`) and changes of a setting that decides statuses (`policy_changed`). Kept for 60 days.",
      query: z.strictObject(page),
      answer: pageOf(notification),
      refuses: ["cursor.invalid"],
    },
    ({ caller, query, services }) => listNotifications(services.database, caller, query),
  ),
  post(
    {
      path: "/v1/notifications/{id}/read",
      tag,
      summary: "Mark a notification as read",
      params: z.object({ id: pathId("notification.not_found") }),
      answer: notification,
      refuses: ["notification.not_found"],
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
      summary: "Mark all notifications as read",
      answer: z.object({ read: z.number().int() }),
    },
    async (tx) => ({ read: await markAllNotificationsRead(tx) }),
  ),
];
