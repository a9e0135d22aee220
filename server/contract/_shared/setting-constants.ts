export { INBOX_SETTINGS, type SettingValue } from "@/server/domain/inbox/inbox-settings";
export { namesIn } from "@/server/domain/inbox/names-in";
export {
  ACCOUNT_SETTINGS,
  type AccountSettingName,
  needsRecentPassword,
} from "@/server/domain/member/account-settings";
