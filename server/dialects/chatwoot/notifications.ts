import { markAllNotificationsRead, markNotificationRead } from "@/server/commands/members/notifications";
import { Refusal } from "@/server/contract/_shared/refusal";
import { type NotificationDto, UNREAD_MAX } from "@/server/contract/member/notification";
import { invalid } from "@/server/dialects/chatwoot/errors";
import { readParams } from "@/server/dialects/chatwoot/input/params";
import { NOTIFICATIONS_A_PAGE, NOTIFICATIONS_MAX } from "@/server/dialects/chatwoot/input/read-body";
import { seconds } from "@/server/dialects/chatwoot/json/wire-time";
import {
  getNotification,
  listNotifications,
  readUnreadNotifications,
} from "@/server/queries/members/list-notifications";
import { CHANGE, type ChatwootContext, pathId, type Route } from "./context";

export const notificationRoutes: readonly Route[] = [
  ["GET", "/notifications", list],
  ["GET", "/notifications/unread_count", countUnread],
  ["POST", "/notifications/read_all", readAll],
  [CHANGE, "/notifications/:notification_id", read],
];

/** Chatwoot's notifications are about conversations: alerts and changes of settings are left out. */
const OF = { isAbout: "conversations" } as const;

/** The caller's, newest first; of the newest `NOTIFICATIONS_MAX` only, which `count` counts. */
async function list(c: ChatwootContext): Promise<Response> {
  const { caller, services } = c.var;
  const page = (await readParams(c.req.raw)).count("page") ?? 1;
  const end = page * NOTIFICATIONS_A_PAGE;
  if (end > NOTIFICATIONS_MAX)
    throw invalid("page", `must be at most ${NOTIFICATIONS_MAX / NOTIFICATIONS_A_PAGE}`);
  const { data } = await listNotifications(services.database, caller, { limit: NOTIFICATIONS_MAX, ...OF });
  const { count } = await readUnreadNotifications(services.database, caller, OF);
  const payload = data
    .slice(end - NOTIFICATIONS_A_PAGE, end)
    .filter(isOfConversation)
    .map(notificationJson);
  return c.json({ data: { meta: { unread_count: count, count: data.length, current_page: page }, payload } });
}

/** At most `UNREAD_MAX`. */
async function countUnread(c: ChatwootContext): Promise<Response> {
  const { count } = await readUnreadNotifications(c.var.services.database, c.var.caller, OF);
  return c.json(Math.min(count, UNREAD_MAX));
}

async function readAll(c: ChatwootContext): Promise<Response> {
  await c.var.services.run(markAllNotificationsRead, c.var.caller, undefined);
  return c.body(null, 200);
}

async function read(c: ChatwootContext): Promise<Response> {
  const { caller, services } = c.var;
  const notificationId = pathId(c, "notification_id");
  const find = async () => {
    const found = await getNotification(services.database, caller, notificationId);
    if (!isOfConversation(found)) throw new Refusal("notification.not_found");
    return found;
  };
  await find();
  await services.run(markNotificationRead, caller, { notificationId });
  return c.json(notificationJson(await find()));
}

type OfConversation = Extract<NotificationDto, { alert: null; change: null }>;
export const isOfConversation = (one: NotificationDto): one is OfConversation => one.conversation !== null;

const KIND = {
  assigned: "conversation_assignment",
  mentioned: "conversation_mention",
  message: "assigned_conversation_new_message",
  // Chatwoot knows no such types, and its clients refuse unknown ones.
  not_delivered: "assigned_conversation_new_message",
  not_sent: "assigned_conversation_new_message",
} as const satisfies Record<OfConversation["kind"], string>;

/** A notification about a conversation. Its title is not translated here. */
export const notificationJson = (notification: OfConversation) => ({
  id: notification.id,
  notification_type: KIND[notification.kind],
  push_message_title: `#${notification.conversation.displayId} ${notification.conversation.contactName}`,
  push_message_body: notification.message?.content ?? "",
  primary_actor_type: "Conversation",
  primary_actor_id: notification.conversation.displayId,
  primary_actor: { id: notification.conversation.displayId },
  read_at: notification.readAt,
  secondary_actor: { id: notification.actor.id, name: notification.actor.name },
  created_at: seconds(notification.at),
});
