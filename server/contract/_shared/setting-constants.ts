export { INBOX_SETTINGS, namesIn, type SettingValue } from "@/server/domain/inbox/inbox-settings";
export {
  ACCOUNT_SETTINGS,
  type AccountSettingName,
  needsRecentPassword,
} from "@/server/domain/member/account-settings";
