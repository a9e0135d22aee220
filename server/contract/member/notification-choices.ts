// Without zod: the browser loads it.
export {
  NOTIFICATION_REASONS,
  NOTIFICATION_WAYS,
  type NotificationReason,
  type NotificationWay,
} from "@/server/domain/member/notification-delivery";
export { isQuiet } from "@/server/domain/member/quiet-hours";

/** After how many minutes what was missed is mailed; 0 = never. */
export const DIGEST_MINUTES = [0, 15, 60, 1440] as const;
