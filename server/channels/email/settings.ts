import { z } from "zod";
import { text } from "@/server/contract/_shared/fields";
import { SHORT_NAME_CHARS_MAX } from "@/server/contract/_shared/limits";
import { type ChannelSetup, field } from "@/server/contract/channel/settings-field";
import { oauthSettings } from "./oauth/oauth-settings";
import { EMAIL_PRESETS } from "./presets";

const HOST_CHARS_MAX = 253;
const USER_CHARS_MAX = 320;
const PASSWORD_CHARS_MAX = 1_000;
const FOLDER_CHARS_MAX = 300;
const WEBHOOK_SECRET_CHARS = { min: 16, max: 200 };

/** How a connection is encrypted: not at all, after the command STARTTLS, or from its first byte. */
export const TLS_MODES = ["none", "starttls", "tls"] as const;
export type TlsMode = (typeof TLS_MODES)[number];

/** Names and addresses of hosts: letters, digits, dots, hyphens, and the colons of IPv6. */
const host = text(1, HOST_CHARS_MAX).regex(/^[\p{L}\p{N}.:_-]+$/u, {
  error: "must be a host name or an address, without a scheme or a port",
});

const TLS = {
  title: { en: "Encryption", zh: "加密方式" },
  options: {
    none: { en: "None", zh: "不加密" },
    starttls: { en: "STARTTLS", zh: "STARTTLS" },
    tls: { en: "TLS", zh: "TLS" },
  },
};

const PORT = { title: { en: "Port", zh: "端口" } };
const port = z.number().int().min(1).max(65_535);
const USER = { title: { en: "User name", zh: "用户名" }, startsAs: "address" };
const PASSWORD = {
  title: { en: "Password", zh: "密码" },
  hint: {
    en: "An app password where the provider requires one.",
    zh: "服务商要求时，请填写应用专用密码。",
  },
  isSecret: true,
  onlyIf: { login: "password" },
};

const imap = z.strictObject({
  host: field(host, {
    title: { en: "IMAP server", zh: "IMAP 服务器" },
    hint: { en: "For example imap.example.com.", zh: "例如 imap.example.com。" },
  }),
  port: field(port.default(993), PORT),
  tls: field(z.enum(TLS_MODES).default("tls"), TLS),
  user: field(text(1, USER_CHARS_MAX), {
    ...USER,
    hint: { en: "Mostly the whole email address.", zh: "通常为完整的邮箱地址。" },
  }),
  password: field(text(1, PASSWORD_CHARS_MAX).optional(), PASSWORD),
  folder: field(text(1, FOLDER_CHARS_MAX).default("INBOX"), {
    title: { en: "Folder", zh: "文件夹" },
    hint: { en: "Its new mail becomes messages.", zh: "其中的新邮件会成为消息。" },
  }),
  sentFolder: field(text(1, FOLDER_CHARS_MAX).optional(), {
    title: { en: "Sent folder", zh: "已发送文件夹" },
    hint: { en: "Without it, the one that the server names.", zh: "留空时使用服务器指定的文件夹。" },
  }),
});

const smtp = z.strictObject({
  host: field(host, {
    title: { en: "SMTP server", zh: "SMTP 服务器" },
    hint: { en: "For example smtp.example.com.", zh: "例如 smtp.example.com。" },
  }),
  port: field(port.default(587), PORT),
  tls: field(z.enum(TLS_MODES).default("starttls"), TLS),
  user: field(text(1, USER_CHARS_MAX).optional(), {
    ...USER,
    hint: { en: "Leave empty if the server requires no login.", zh: "服务器无需登录时留空。" },
  }),
  password: field(text(1, PASSWORD_CHARS_MAX).optional(), { ...PASSWORD, startsAs: "imap.password" }),
  deliveryReports: field(z.boolean().default(false), {
    title: { en: "Request delivery reports", zh: "请求送达报告" },
    hint: {
      en: "Servers that support it report each delivery by a mail, and the message gets its second tick.",
      zh: "支持此功能的服务器会在每次送达后发来报告邮件，消息随之显示已送达。",
    },
  }),
});

const date = z.iso.date();

/** A time, or the beginning of a date in UTC. */
const time = z.preprocess(
  (value) => (date.safeParse(value).success ? `${value}T00:00:00Z` : value),
  z.iso.datetime({ offset: true }),
);

/** How an e-mail inbox is set up. Mail arrives by IMAP or by webhook, and leaves by SMTP; without `smtp` the inbox only receives. */
export const emailSettings = z
  .strictObject({
    address: field(z.email().max(USER_CHARS_MAX), {
      title: { en: "Email address", zh: "邮箱地址" },
      hint: { en: "The address that customers write to.", zh: "客户发送邮件的地址。" },
    }),
    name: field(text(0, SHORT_NAME_CHARS_MAX).default(""), {
      title: { en: "Sender name", zh: "发件人名称" },
      hint: { en: "Customers see it beside the address.", zh: "客户会在地址旁看到此名称。" },
    }),
    inbound: field(z.enum(["imap", "webhook"]).default("imap"), {
      title: { en: "Receiving", zh: "接收方式" },
      options: {
        imap: { en: "From a mailbox by IMAP", zh: "通过 IMAP 从邮箱接收" },
        webhook: { en: "By webhook", zh: "通过 Webhook 接收" },
      },
    }),
    webhookSecret: field(text(WEBHOOK_SECRET_CHARS.min, WEBHOOK_SECRET_CHARS.max).optional(), {
      title: { en: "Webhook secret", zh: "Webhook 密钥" },
      hint: {
        en: "Authenticates the requests that bring mail. Needed to receive by webhook.",
        zh: "用于验证投递邮件的请求。通过 Webhook 接收时必填。",
      },
      isSecret: true,
      onlyIf: { inbound: "webhook" },
    }),
    login: field(z.enum(["password", "oauth"]).default("password"), {
      title: { en: "Login", zh: "登录方式" },
      options: {
        password: { en: "Password", zh: "密码" },
        oauth: { en: "Sign in with the provider (OAuth 2)", zh: "通过服务商登录（OAuth 2）" },
      },
    }),
    oauth: field(oauthSettings.optional(), {
      title: { en: "Sign in with the provider", zh: "通过服务商登录" },
      onlyIf: { login: "oauth" },
    }),
    imap: field(imap.optional(), {
      title: { en: "Receive by IMAP", zh: "通过 IMAP 接收" },
      onlyIf: { inbound: "imap" },
    }),
    smtp: field(smtp.optional(), { title: { en: "Send by SMTP", zh: "通过 SMTP 发送" } }),
    signedReplyAddress: field(z.boolean().default(false), {
      title: { en: "Signed reply address", zh: "签名回复地址" },
      hint: {
        en: "Answers come to help+…@example.com, and so always find their conversation. The mail server must deliver such addresses to this mailbox.",
        zh: "回复会发送到 help+…@example.com，从而始终归入对应的会话。邮件服务器须将此类地址投递到该邮箱。",
      },
    }),
    importSince: field(time.optional(), {
      title: { en: "Import since", zh: "导入起始时间" },
      hint: {
        en: "Mail that is already in the folder and arrived since then is imported. Empty: none is.",
        zh: "导入文件夹中自该时间起收到的已有邮件。留空则不导入。",
      },
      onlyIf: { inbound: "imap" },
    }),
  })
  .refine(({ inbound, imap: mailbox }) => inbound === "webhook" || mailbox !== undefined, {
    error: "is needed to fetch mail by IMAP",
    path: ["imap"],
  })
  .refine(
    ({ inbound, login, imap: mailbox }) =>
      inbound === "webhook" || login === "oauth" || !mailbox || mailbox.password !== undefined,
    { error: "is needed to log in", path: ["imap", "password"] },
  )
  .refine(({ login, oauth }) => login === "password" || oauth !== undefined, {
    error: "is needed to sign in with the provider",
    path: ["oauth"],
  })
  .refine(({ inbound, webhookSecret }) => inbound === "imap" || webhookSecret !== undefined, {
    error: "is needed to accept mail by webhook",
    path: ["webhookSecret"],
  })
  .refine(
    ({ login, smtp: server }) =>
      login === "oauth" || server?.user === undefined || server.password !== undefined,
    { error: "is needed to log in", path: ["smtp", "password"] },
  );

export type EmailSettings = z.output<typeof emailSettings>;
export type ImapSettings = z.output<typeof imap>;
export type SmtpSettings = z.output<typeof smtp>;

export const emailSetup: ChannelSetup = {
  name: { en: "Email", zh: "电子邮件" },
  about: {
    en: "A mailbox by IMAP and SMTP, or mail by webhook.",
    zh: "通过 IMAP 和 SMTP 连接邮箱，或通过 Webhook 接收邮件。",
  },
  schema: emailSettings,
  presets: EMAIL_PRESETS,
  connectionOf: mailboxOf,
};

const mailbox = z.object({
  inbound: z.literal("imap"),
  imap: z.object({ host: z.string(), port: z.number(), user: z.string(), folder: z.string() }),
});

/** Each inbox of a folder stores every mail in it. */
function mailboxOf(settings: object): string | null {
  const { data } = mailbox.safeParse(settings);
  if (!data) return null;
  const { host: server, port: at, user, folder } = data.imap;
  const name = folder.toUpperCase() === "INBOX" ? "INBOX" : folder; // only this name is the same in any case
  return [server.toLowerCase(), at, user.toLowerCase(), name].join(" ");
}
