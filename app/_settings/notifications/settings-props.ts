import type { NotificationSettings } from "@/server/contract/member/notification-settings";

/** What the member changes: the rest may be changed in another of their windows. */
export type SettingsChange = Partial<Omit<NotificationSettings, "off">> & {
  off?: Partial<NotificationSettings["off"]>;
};

/** Of a field that changes a part of the member's notification settings. */
export type SettingsProps = {
  settings: NotificationSettings;
  onChange: (change: SettingsChange) => void;
};
