// Without zod: the browser loads it.
import { LOCALES } from "@/server/contract/_shared/constants";

export {
  isQuiet,
  NOTIFICATION_REASONS,
  NOTIFICATION_WAYS,
  type NotificationReason,
  type NotificationWay,
} from "@/server/domain/member/notification-delivery";

/** After how many minutes what was missed is mailed; 0 = never. */
export const DIGEST_MINUTES = [0, 15, 60, 1440] as const;

/** Whether alerts are mailed to an administrator, and in which language. */
export const ALERT_MAILS = ["off", ...LOCALES] as const;
export type AlertMails = (typeof ALERT_MAILS)[number];
