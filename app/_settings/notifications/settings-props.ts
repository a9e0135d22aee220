import type { NotificationSettings } from "@/server/contract/member/notification-settings";

/** Of a field that changes a part of the member's notification settings. */
export type SettingsProps = {
  settings: NotificationSettings;
  onChange: (patch: Partial<NotificationSettings>) => void;
};
