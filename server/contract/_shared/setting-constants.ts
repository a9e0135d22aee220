export { INBOX_SETTINGS, namesIn, type SettingValue } from "@/server/domain/inbox/inbox-settings";
export { ACCOUNT_SETTINGS } from "@/server/domain/member/account-settings";
