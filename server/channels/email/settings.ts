import { z } from "zod";
import { text } from "@/server/contract/_shared/fields";
import { SHORT_NAME_CHARS_MAX } from "@/server/contract/_shared/limits";

const HOST_CHARS_MAX = 253;
const USER_CHARS_MAX = 320;
const PASSWORD_CHARS_MAX = 1_000;
const FOLDER_CHARS_MAX = 300;
const WEBHOOK_SECRET_CHARS = { min: 16, max: 200 };

/** How a connection is encrypted: not at all, after the command STARTTLS, or from its first byte. */
export const TLS_MODES = ["none", "starttls", "tls"] as const;
export type TlsMode = (typeof TLS_MODES)[number];

/** Names and addresses of hosts: letters, digits, dots, hyphens, and the colons of IPv6. */
const host = text(1, HOST_CHARS_MAX)
  .regex(/^[\p{L}\p{N}.:_-]+$/u, { error: "must be a host name or an address, without a scheme or a port" })
  .describe("The name of the server, such as imap.example.com");

const server = {
  host,
  port: z.number().int().min(1).max(65_535),
  tls: z.enum(TLS_MODES),
  user: text(1, USER_CHARS_MAX),
  password: text(1, PASSWORD_CHARS_MAX).meta({ writeOnly: true }),
};

const imap = z.strictObject({
  ...server,
  port: server.port.default(993),
  tls: server.tls.default("tls"),
  folder: text(1, FOLDER_CHARS_MAX).default("INBOX"),
  sentFolder: text(1, FOLDER_CHARS_MAX)
    .optional()
    .describe("Where sent mail is kept; without it, the folder that the server names"),
});

const smtp = z.strictObject({
  ...server,
  port: server.port.default(587),
  tls: server.tls.default("starttls"),
});

/** How an e-mail inbox is set up. Mail arrives by IMAP or by webhook, and leaves by SMTP. */
export const emailSettings = z
  .strictObject({
    address: z.email().max(USER_CHARS_MAX).describe("The address that customers write to"),
    name: text(0, SHORT_NAME_CHARS_MAX).default("").describe("The sender's name that customers see"),
    inbound: z.enum(["imap", "webhook"]).default("imap").describe("How mail arrives"),
    imap: imap.optional(),
    webhookSecret: text(WEBHOOK_SECRET_CHARS.min, WEBHOOK_SECRET_CHARS.max)
      .meta({ writeOnly: true })
      .optional()
      .describe("What authenticates the requests that bring mail"),
    smtp: smtp.optional(),
    importSince: z.iso
      .datetime()
      .optional()
      .describe("Mail that arrived since then and lies in the folder already is imported; without it, none"),
  })
  .refine(({ inbound, imap: mailbox }) => inbound === "webhook" || mailbox !== undefined, {
    error: "is needed to fetch mail by IMAP",
    path: ["imap"],
  })
  .refine(({ inbound, webhookSecret }) => inbound === "imap" || webhookSecret !== undefined, {
    error: "is needed to accept mail by webhook",
    path: ["webhookSecret"],
  });

export type ImapSettings = z.output<typeof imap>;
export type SmtpSettings = z.output<typeof smtp>;
