import { z } from "zod";
import { actor, id, instant } from "@/server/contract/_shared/dto";

/** What a member is told of. */
export const NOTIFICATION_KINDS = ["assigned", "mentioned", "message"] as const;

export const notificationDto = z.object({
  id,
  kind: z.enum(NOTIFICATION_KINDS),
  /** Who gave, mentioned or wrote. */
  actor,
  at: instant,
  readAt: instant.nullable(),
  /** How many messages it tells of together. */
  count: z.number().int().positive(),
  conversation: z.object({ displayId: z.number().int().positive(), contactName: z.string() }),
  /** The newest of the messages it tells of; `content` is cut. */
  message: z.object({ number: z.number().int().positive(), content: z.string() }).nullable(),
});
export type NotificationDto = z.infer<typeof notificationDto>;

/** More unread ones are not counted. */
export const UNREAD_MAX = 100;

/** What a member has not read: how many, at most `UNREAD_MAX`, and the newest of them. */
export type UnreadNotifications = { count: number; newest: NotificationDto | null };
