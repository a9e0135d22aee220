import type { ChannelPreset } from "@/server/contract/channel/settings-field";

const APP_PASSWORD = { en: "Create an app password", zh: "创建应用专用密码" };

/** The servers of providers. Microsoft 365 accepts no passwords. */
export const EMAIL_PRESETS: readonly ChannelPreset[] = [
  {
    id: "gmail",
    name: "Gmail",
    values: {
      login: "password",
      "imap.host": "imap.gmail.com",
      "imap.port": 993,
      "imap.tls": "tls",
      "smtp.host": "smtp.gmail.com",
      "smtp.port": 465,
      "smtp.tls": "tls",
    },
    hint: {
      en: "Use an app password, not the password of the account. It needs two-step verification.",
      zh: "请使用应用专用密码，而不是帐号密码。须先启用两步验证。",
    },
    link: { text: APP_PASSWORD, url: "https://myaccount.google.com/apppasswords" },
  },
  {
    id: "microsoft365",
    name: "Microsoft 365",
    values: {
      login: "oauth",
      "oauth.provider": "microsoft",
      "imap.host": "outlook.office365.com",
      "imap.port": 993,
      "imap.tls": "tls",
      "smtp.host": "smtp.office365.com",
      "smtp.port": 587,
      "smtp.tls": "starttls",
    },
    hint: {
      en: "Microsoft 365 takes no passwords. Register Tickline as an app, enter its ID and secret, and sign in after the inbox is created.",
      zh: "Microsoft 365 不支持密码登录。请先将 Tickline 注册为应用，填写其 ID 和密钥，创建收件箱后再登录。",
    },
    link: {
      text: { en: "Register an app", zh: "注册应用" },
      url: "https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/ApplicationsListBlade",
    },
  },
  {
    id: "fastmail",
    name: "Fastmail",
    values: {
      login: "password",
      "imap.host": "imap.fastmail.com",
      "imap.port": 993,
      "imap.tls": "tls",
      "smtp.host": "smtp.fastmail.com",
      "smtp.port": 465,
      "smtp.tls": "tls",
    },
    hint: {
      en: "Use an app password for IMAP and SMTP, not the password of the account.",
      zh: "请使用适用于 IMAP 和 SMTP 的应用专用密码，而不是帐号密码。",
    },
    link: { text: APP_PASSWORD, url: "https://app.fastmail.com/settings/security/integrations" },
  },
];
