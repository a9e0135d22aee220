import { markAllNotificationsRead, markNotificationRead } from "@/server/commands/members/notifications";
import { Refusal } from "@/server/contract/_shared/refusal";
import { actorKey } from "@/server/contract/conversation/actor-view";
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
import { type AgentsByActor, findAgents } from "@/server/queries/members/members";
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
  const shown = data.slice(end - NOTIFICATIONS_A_PAGE, end).filter(isOfConversation);
  const agents = await findAgents(
    services.database,
    caller.accountId,
    shown.map(({ actor }) => actor),
  );
  const payload = shown.map((notification) => notificationJson(notification, agents));
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
  const found = await find();
  const agents = await findAgents(services.database, caller.accountId, [found.actor]);
  return c.json(notificationJson(found, agents));
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

/** A notification about a conversation. Its title is not translated here. A token is its member. */
export const notificationJson = (notification: OfConversation, agents: AgentsByActor) => ({
  id: notification.id,
  notification_type: KIND[notification.kind],
  push_message_title: `#${notification.conversation.displayId} ${notification.conversation.contactName}`,
  push_message_body: notification.message?.content ?? "",
  primary_actor_type: "Conversation",
  primary_actor_id: notification.conversation.displayId,
  primary_actor: { id: notification.conversation.displayId },
  read_at: notification.readAt,
  secondary_actor: actorJson(notification.actor, agents),
  created_at: seconds(notification.at),
});

function actorJson(actor: OfConversation["actor"], agents: AgentsByActor) {
  const { id, name } = agents.get(actorKey(actor)) ?? actor;
  return { id, name };
}
