import { z } from "zod";
import { LOCALES } from "@/server/contract/_shared/constants";
import { id, instant } from "@/server/contract/_shared/dto";
import { text } from "@/server/contract/_shared/fields";
import { MEMBER_INBOXES_MAX, URL_CHARS_MAX } from "@/server/contract/_shared/limits";
import { DIGEST_MINUTES, NOTIFICATION_REASONS } from "./notification-choices";
import { isTimeZone } from "./time-zones";

const WEEKDAYS = 7;
const off = z.array(z.enum(NOTIFICATION_REASONS)).max(NOTIFICATION_REASONS.length);
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time such as 18:30");

/** How a member is notified. */
export const notificationSettingsDto = z.object({
  /** What does not notify, by way. */
  off: z.object({ inApp: off, push: off, mail: off }),
  /** Of these inboxes only mentions notify. */
  mutedInboxIds: z.array(id).max(MEMBER_INBOXES_MAX),
  /** `days`: those on which they begin, Monday = 1. */
  quietHours: z
    .object({
      days: z.array(z.number().int().min(1).max(WEEKDAYS)).min(1).max(WEEKDAYS),
      from: time,
      to: time,
    })
    .nullable(),
  /** Of the quiet hours, such as Europe/Berlin. */
  timeZone: text(1, 100).refine(isTimeZone, { error: "is not a known time zone" }),
  digestMinutes: z.literal(DIGEST_MINUTES),
  /** Of the mails. */
  locale: z.enum(LOCALES),
});
export type NotificationSettings = z.infer<typeof notificationSettingsDto>;

/** A change of them: what it does not name stays, also of `off`, as the member may have changed it in another window. */
export const notificationSettingsChange = notificationSettingsDto
  .extend({ off: notificationSettingsDto.shape.off.partial() })
  .partial();
export type NotificationSettingsChange = z.infer<typeof notificationSettingsChange>;

/** Of a member who has chosen nothing. */
export const DEFAULT_NOTIFICATION_SETTINGS: NotificationSettings = {
  off: { inApp: [], push: [], mail: [] },
  mutedInboxIds: [],
  quietHours: null,
  timeZone: "UTC",
  digestMinutes: 0,
  locale: "en",
};

/** In base64url, as browsers have them: a point of P-256, uncompressed, and 16 bytes. Nothing can be encrypted for others. */
const keys = z.object({
  p256dh: z.string().regex(/^B[A-P][\w-]{85}=?$/, "must be a P-256 public key"),
  auth: z.string().regex(/^[\w-]{22}(==)?$/, "must be 16 bytes in base64url"),
});

/** A browser's subscription at its push service. */
export const pushSubscription = z.object({
  endpoint: z.url({ protocol: /^https$/, error: "must be a https:// address" }).max(URL_CHARS_MAX),
  keys,
});
export type PushSubscription = z.infer<typeof pushSubscription>;

export const addPushDeviceInput = z.object({ subscription: pushSubscription, locale: z.enum(LOCALES) });
export const pushDeviceInput = z.object({ deviceId: id });

/** `isHere`: the member gave an input in a window; false: it was hidden. */
export const markAttentionInput = z.object({ isHere: z.boolean() });

/** The devices of one member. Another removes the oldest. */
export const PUSH_DEVICES_MAX = 10;

/** A browser that shows the member's notifications while Tickline is closed there. */
export const pushDeviceDto = z.object({
  id,
  /** The browser's `User-Agent`. */
  agent: z.string(),
  /** Of the session in which it was added, and ends. */
  isThisSession: z.boolean(),
  createdAt: instant,
  /** When its push service last accepted a notification. */
  sentAt: instant.nullable(),
  /** Why its push service did not accept the last one: a status, or a fault such as `timeout`. */
  error: z.string().nullable(),
});
export type PushDeviceDto = z.infer<typeof pushDeviceDto>;
