import type { ChannelFinding } from "./channel-dto";

/** The words of another system, or why there were none. */
type Answer = { words: string };
type Folder = { folder: string };
type Address = { address: string };
type Version = { version: string };
type Instance = { instance: string };

/** Parameters by which a screen chooses between sentences. */
type Choice = "true" | "false";

const isOneOr = (count: number, one: string, many: string): string =>
  count === 1 ? one : `${count} ${many}`;

/**
 * The English sentence of every finding of a channel's check, from its parameters: the responses of `/v1` have it. Browsers do not load
 * this file: screens use `settings.channelState.finding` of `messages/`, with the same parameters.
 */
export const FINDINGS = {
  settings_outdated: () => "The settings of the channel are no longer valid. Save them again.",
  connected_twice: ({ inbox }: { inbox: string }) =>
    `The inbox ${inbox} is connected with the same number, instance or mailbox: messages and their statuses may arrive there instead, or in both inboxes. Change the settings of one.`,
  mail_refused: (of: { count: number; isKnown: Choice; from: string; at: string; reason: string }) =>
    `${isOneOr(of.count, "One email", "emails")} could not be stored in the last 30 days. The last one, from ${of.isKnown === "true" ? of.from : "an unknown sender"} on ${of.at}: ${of.reason}`,
  unknown_number: (of: { count: number; isOther: Choice; number: string; id: string; at: string }) =>
    `${isOneOr(of.count, "One webhook was", "webhooks were")} about ${of.isOther === "true" ? "other numbers" : `the number ${of.number} (phone number ID ${of.id})`}, the last one on ${of.at}. No inbox has it with the app secret that signed: create one for it, or correct the phone number ID.`,

  inbound_webhook: () => "Mail arrives by webhook.",
  imap_connected: ({ folder }: Folder) => `The folder ${folder} can be read.`,
  imap_login_refused: ({ words }: Answer) => `IMAP: ${words}`,
  imap_failed: ({ words }: Answer) => `IMAP: ${words}`,
  sent_folder: ({ folder }: Folder) => `Sent mail is kept in ${folder}.`,
  sent_folder_missing: () => "The mailbox has no folder of sent mail.",
  smtp_missing: () => "There is no SMTP server: the inbox only receives, and replies are refused.",
  smtp_connected: () => "The SMTP server accepts mail of this inbox.",
  smtp_login_refused: ({ words }: Answer) => `SMTP: ${words}`,
  smtp_failed: ({ words }: Answer) => `SMTP: ${words}`,

  number: ({ number, isNamed, name }: { number: string; isNamed: Choice; name: string }) =>
    `The token reads ${number}${isNamed === "true" ? ` (${name})` : ""}.`,
  number_unreadable: ({ words }: Answer) => `The phone number cannot be read: ${words}`,
  /** `rating`: green, yellow or red. */
  quality: ({ rating }: { rating: string }) =>
    `The number's quality is ${rating}.${rating === "green" ? "" : " Customers block or report its messages: write less often."}`,
  /** `limit`: as `1k`, or unlimited. */
  messaging_limit: ({ limit }: { limit: string }) =>
    `Templates may reach so many customers in 24 hours: ${limit}.`,
  webhook_elsewhere: ({ address }: Address) =>
    `Meta calls ${address}, which is not the webhook of this inbox.`,
  graph_unreachable: ({ words }: Answer) => words,
  subscribed: () => "An app is subscribed to the WhatsApp Business Account.",
  not_subscribed: () =>
    "No app is subscribed to the WhatsApp Business Account, so no message comes in. Subscribe the app's webhook to the field messages.",
  subscription_unreadable: ({ words }: Answer) => `The account's subscriptions cannot be read: ${words}`,
  address: ({ address }: Address) => `The webhook is ${address}.`,

  webhook: ({ caller, address }: Address & { caller: "Meta" | "Evolution API" }) =>
    `${caller} ${caller === "Meta" ? "calls" : "posts to"} ${address}.`,
  public_url_not_https: ({ channel }: { channel: "whatsapp" | "widget" }) =>
    channel === "whatsapp"
      ? "PUBLIC_URL is not an address of https: Meta calls no other webhooks."
      : "PUBLIC_URL is not https: messages of visitors can be read on their way.",

  version: ({ version }: Version) => `The server is Evolution API ${version}.`,
  version_lacks_header: ({ version }: Version) =>
    `The server is Evolution API ${version}. Its webhooks cannot have a secret header, so Tickline does not accept them, and its messages cannot be searched page by page, so nothing is caught up after an outage. Use 2.1 to 2.3.`,
  version_untested: ({ version }: Version) =>
    `The server is Evolution API ${version}. This channel is made for 2.1 to 2.3.`,
  instance: ({ instance }: Instance) => `The instance ${instance} is connected to WhatsApp.`,
  instance_not_connected: ({ instance }: Instance) =>
    `The instance ${instance} is not connected to WhatsApp. Scan its QR code with the phone, under Settings › Inboxes.`,
  key_refused: ({ words }: Answer) => `The server refuses the API key: ${words}`,
  server_unreadable: ({ words }: Answer) => words,
  webhook_not_set: ({ words }: Answer) => `The webhook cannot be set: ${words}`,
  webhook_repaired: ({ address, isReplaced, before }: Address & { isReplaced: Choice; before: string }) =>
    `The webhook of the instance was missing or different, and is ${address} now.${isReplaced === "true" ? ` It was ${before} before.` : ""}`,
  address_unknown: () =>
    "Neither PUBLIC_URL nor the inbox's address of Tickline is set: Evolution API may not reach the webhook.",
  chatwoot_on: () =>
    "The instance's Chatwoot integration is on as well: each message also goes to that inbox. Switch it off when this inbox works.",

  allowed_origins: ({ origins }: { origins: string }) => `Sites that may show the widget: ${origins}.`,
  no_allowed_origins: () => "There are no allowed sites: only Tickline's own pages may show the widget.",
  public_url_https: ({ address }: Address) => `The widget is loaded from ${address}.`,
  public_url_unset: () =>
    "PUBLIC_URL is not set: the snippet has the address at which you have opened Tickline.",
  mixed_content: () => "An allowed site is https, and PUBLIC_URL is not: browsers block the widget there.",
  identity_verified: () => "Your site can sign its customers' ids.",
  identity_unverified: () => "There is no identity secret: visitors can claim any name and email address.",
};

export type FindingCode = keyof typeof FINDINGS;
/** What a sentence needs: one record, or nothing. */
export type FindingParams<C extends FindingCode> = Parameters<(typeof FINDINGS)[C]>;

const SENTENCES: { [C in FindingCode]: (...params: FindingParams<C>) => string } = FINDINGS;

/** A finding of the table. */
export const finding = <C extends FindingCode>(
  level: ChannelFinding["level"],
  code: C,
  ...params: FindingParams<C>
): ChannelFinding => ({
  level,
  code,
  message: SENTENCES[code](...params),
  params: params[0] ?? {},
});
