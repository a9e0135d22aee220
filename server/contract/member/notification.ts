import { z } from "zod";
import { actor, id, instant, lastMessage } from "@/server/contract/_shared/dto";
import { alertDto } from "@/server/contract/alert/alert";
import { policyChangeDto } from "@/server/contract/inbox/setting-change";
import { NOT_SENT_REASONS } from "@/server/domain/message/scheduled-message";

/** The kinds of notifications. */
export const NOTIFICATION_KINDS = [
  "assigned",
  "mentioned",
  "message",
  "not_delivered",
  "not_sent",
  "alert",
  "policy_changed",
] as const;

export const notificationDto = z.object({
  id,
  kind: z.enum(NOTIFICATION_KINDS),
  /**
   * Who assigned, mentioned, wrote or changed the setting; of `not_delivered`, who wrote the message that did not arrive; of `not_sent`
   * and `alert`, the system.
   */
  actor,
  at: instant,
  readAt: instant.nullable(),
  /** The number of messages that it summarises. */
  count: z.number().int().positive(),
  /** Null: it is about an alert or a setting. */
  conversation: z.object({ displayId: z.number().int().positive(), contactName: z.string() }).nullable(),
  /** What an `alert` is about, as it is now; else null. */
  alert: alertDto.pick({ id: true, kind: true, subject: true, closedAt: true }).nullable(),
  /** The setting that was changed, of `policy_changed`; else null. `isCurrent`: it can be reverted, nobody has changed it since. */
  change: policyChangeDto
    .pick({ id: true, inboxId: true, setting: true, from: true, to: true, via: true })
    .extend({ inboxName: z.string(), isCurrent: z.boolean() })
    .nullable(),
  /** Of `not_sent`: why. Absent = the scheduled message was changed or ended since, or it is about something else. */
  failure: z.enum(NOT_SENT_REASONS).optional(),
  /** The newest of these messages; `content` is cut. */
  message: lastMessage.pick({ number: true, content: true, files: true }).nullable(),
});
type Notified = z.infer<typeof notificationDto>;
type About<Kind extends Notified["kind"], Subject extends "conversation" | "alert" | "change"> = Omit<
  Notified,
  "kind" | "conversation" | "alert" | "change"
> & { kind: Kind } & { [S in Subject]: NonNullable<Notified[S]> } & {
  [S in Exclude<"conversation" | "alert" | "change", Subject>]: null;
};
/** It is about a conversation, about an alert, or about a setting of an inbox. */
export type NotificationDto =
  | About<Exclude<Notified["kind"], "alert" | "policy_changed">, "conversation">
  | About<"alert", "alert">
  | About<"policy_changed", "change">;

/** The newest notification of a conversation; `unread`: the unread messages of all. Of an alert or a setting, the notification itself. */
export type NotificationGroupDto = NotificationDto & { unread: number };

/** Unread notifications beyond this are not counted. */
export const UNREAD_MAX = 100;

/** A member's unread notifications: how many, at most `UNREAD_MAX`, and the newest. */
export type UnreadNotifications = { count: number; newest: NotificationDto | null };
