import type { InboxDto } from "@/server/contract/_shared/dto";
import type { Columns } from "@/server/store/_rows/columns";

export const WATCH_SETTINGS = [
  "alertStuckMessages",
  "alertDownMinutes",
  "overdueAfterHours",
  "alertOverdueMessages",
  "alertFailedAttempts",
  "alertFailedPercent",
] as const satisfies readonly (keyof InboxDto)[];

/** The settings of an inbox that decide when a message is overdue, and when administrators are alerted. */
export type WatchSettings = Pick<InboxDto, (typeof WATCH_SETTINGS)[number]>;

export const WATCH_COLUMNS: Columns<WatchSettings> = {
  alertStuckMessages: "$.alert_stuck_messages",
  alertDownMinutes: "$.alert_down_minutes",
  overdueAfterHours: "$.overdue_after_hours",
  alertOverdueMessages: "$.alert_overdue_messages",
  alertFailedAttempts: "$.alert_failed_attempts",
  alertFailedPercent: "$.alert_failed_percent",
};

export const watchSettingsOf = (row: WatchSettings): WatchSettings => ({
  alertStuckMessages: row.alertStuckMessages,
  alertDownMinutes: row.alertDownMinutes,
  overdueAfterHours: row.overdueAfterHours,
  alertOverdueMessages: row.alertOverdueMessages,
  alertFailedAttempts: row.alertFailedAttempts,
  alertFailedPercent: row.alertFailedPercent,
});
