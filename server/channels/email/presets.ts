import type { ChannelPreset } from "@/server/contract/channel/settings-field";

/** The settings of two servers; SMTP begins encrypted at port 465, and after STARTTLS at 587. */
const servers = (imap: string, smtp: string, smtpTls: "tls" | "starttls") => ({
  "imap.host": imap,
  "imap.port": 993,
  "imap.tls": "tls",
  "smtp.host": smtp,
  "smtp.port": smtpTls === "tls" ? 465 : 587,
  "smtp.tls": smtpTls,
});

const APP_PASSWORD = { en: "Create an app password", zh: "创建应用专用密码" };

/** The servers of providers. Microsoft 365 accepts no passwords. */
export const EMAIL_PRESETS: readonly ChannelPreset[] = [
  {
    id: "gmail",
    name: "Gmail",
    values: {
      login: "password",
      ...servers("imap.gmail.com", "smtp.gmail.com", "tls"),
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
      ...servers("outlook.office365.com", "smtp.office365.com", "starttls"),
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
      ...servers("imap.fastmail.com", "smtp.fastmail.com", "tls"),
    },
    hint: {
      en: "Use an app password for IMAP and SMTP, not the password of the account.",
      zh: "请使用适用于 IMAP 和 SMTP 的应用专用密码，而不是帐号密码。",
    },
    link: { text: APP_PASSWORD, url: "https://app.fastmail.com/settings/security/integrations" },
  },
];
