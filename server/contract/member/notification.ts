import { z } from "zod";
import { actor, id, instant, lastMessage } from "@/server/contract/_shared/dto";

/** The kinds of notifications. */
export const NOTIFICATION_KINDS = ["assigned", "mentioned", "message", "not_delivered"] as const;

export const notificationDto = z.object({
  id,
  kind: z.enum(NOTIFICATION_KINDS),
  /** Who assigned, mentioned or wrote; of `not_delivered`, who wrote the message that did not arrive. */
  actor,
  at: instant,
  readAt: instant.nullable(),
  /** The number of messages that it summarises. */
  count: z.number().int().positive(),
  conversation: z.object({ displayId: z.number().int().positive(), contactName: z.string() }),
  /** The newest of these messages; `content` is cut. */
  message: lastMessage.pick({ number: true, content: true, files: true }).nullable(),
});
export type NotificationDto = z.infer<typeof notificationDto>;

/** Unread notifications beyond this are not counted. */
export const UNREAD_MAX = 100;

/** A member's unread notifications: how many, at most `UNREAD_MAX`, and the newest. */
export type UnreadNotifications = { count: number; newest: NotificationDto | null };
