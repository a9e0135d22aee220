import { z } from "zod";
import { actor, id, instant, lastMessage } from "@/server/contract/_shared/dto";
import { alertDto } from "@/server/contract/alert/alert";

/** The kinds of notifications. */
export const NOTIFICATION_KINDS = ["assigned", "mentioned", "message", "not_delivered", "alert"] as const;

export const notificationDto = z.object({
  id,
  kind: z.enum(NOTIFICATION_KINDS),
  /** Who assigned, mentioned or wrote; of `not_delivered`, who wrote the message that did not arrive; of `alert`, the system. */
  actor,
  at: instant,
  readAt: instant.nullable(),
  /** The number of messages that it summarises. */
  count: z.number().int().positive(),
  /** Null: it is about an alert. */
  conversation: z.object({ displayId: z.number().int().positive(), contactName: z.string() }).nullable(),
  /** What an `alert` is about, as it is now; else null. */
  alert: alertDto.pick({ id: true, kind: true, subject: true, closedAt: true }).nullable(),
  /** The newest of these messages; `content` is cut. */
  message: lastMessage.pick({ number: true, content: true, files: true }).nullable(),
});
type Notified = z.infer<typeof notificationDto>;
/** It is about a conversation or about an alert. */
export type NotificationDto =
  | (Omit<Notified, "kind" | "conversation" | "alert"> & {
      kind: Exclude<Notified["kind"], "alert">;
      conversation: NonNullable<Notified["conversation"]>;
      alert: null;
    })
  | (Omit<Notified, "kind" | "conversation" | "alert"> & {
      kind: "alert";
      conversation: null;
      alert: NonNullable<Notified["alert"]>;
    });

/** The newest notification of a conversation; `unread`: the unread messages of all. Of an alert, the notification itself. */
export type NotificationGroupDto = NotificationDto & { unread: number };

/** Unread notifications beyond this are not counted. */
export const UNREAD_MAX = 100;

/** A member's unread notifications: how many, at most `UNREAD_MAX`, and the newest. */
export type UnreadNotifications = { count: number; newest: NotificationDto | null };
