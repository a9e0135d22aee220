import type { TlsMode } from "./settings";

type Server = { host: string; port: number; tls: TlsMode };

/** The servers of a provider. `appPasswordUrl`: where its customers create the password that programs use. */
export type EmailPreset = {
  name: string;
  imap: Server;
  smtp: Server;
  appPasswordUrl: string | null;
};

/** Providers whose servers need not be typed. Microsoft 365 accepts no passwords where basic authentication is off. */
export const EMAIL_PRESETS: Readonly<Record<"gmail" | "microsoft365" | "fastmail", EmailPreset>> = {
  gmail: {
    name: "Gmail",
    imap: { host: "imap.gmail.com", port: 993, tls: "tls" },
    smtp: { host: "smtp.gmail.com", port: 465, tls: "tls" },
    appPasswordUrl: "https://myaccount.google.com/apppasswords",
  },
  microsoft365: {
    name: "Microsoft 365",
    imap: { host: "outlook.office365.com", port: 993, tls: "tls" },
    smtp: { host: "smtp.office365.com", port: 587, tls: "starttls" },
    appPasswordUrl: null,
  },
  fastmail: {
    name: "Fastmail",
    imap: { host: "imap.fastmail.com", port: 993, tls: "tls" },
    smtp: { host: "smtp.fastmail.com", port: 465, tls: "tls" },
    appPasswordUrl: "https://app.fastmail.com/settings/security/integrations",
  },
};
