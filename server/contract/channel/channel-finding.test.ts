import { createTranslator } from "next-intl";
import { describe, expect, test } from "vitest";
import en from "../../../messages/en.json";
import zh from "../../../messages/zh.json";
import { FINDINGS, type FindingCode, type FindingParams, finding } from "./channel-finding";

const AT = "2026-11-20T09:41:00.000Z";
const words = "535 Wrong password";
const address = "https://desk.example/in";
const number = { number: "15550100", id: "106540352242922", at: AT };
const mail = { at: AT, reason: "The mail is empty." };

/** Parameters of every code, and of its variants, with the sentence in the responses of `/v1`. */
const SAMPLES: { [C in FindingCode]: [sentence: string, ...FindingParams<C>][] } = {
  settings_outdated: [["The settings of the channel are no longer valid. Save them again."]],
  connected_twice: [
    [
      "The inbox Sales is connected with the same number, instance or mailbox: messages and their statuses may arrive there instead, or in both inboxes. Change the settings of one.",
      { inbox: "Sales" },
    ],
  ],
  mail_refused: [
    [
      `One email could not be stored in the last 30 days. The last one, from a@b.example on ${AT}: The mail is empty.`,
      { ...mail, count: 1, isKnown: "true", from: "a@b.example" },
    ],
    [
      `3 emails could not be stored in the last 30 days. The last one, from an unknown sender on ${AT}: The mail is empty.`,
      { ...mail, count: 3, isKnown: "false", from: "" },
    ],
  ],
  unknown_number: [
    [
      `One webhook was about the number 15550100 (phone number ID 106540352242922), the last one on ${AT}. No inbox has it with the app secret that signed: create one for it, or correct the phone number ID.`,
      { ...number, count: 1, isOther: "false" },
    ],
    [
      `7 webhooks were about other numbers, the last one on ${AT}. No inbox has it with the app secret that signed: create one for it, or correct the phone number ID.`,
      { count: 7, isOther: "true", number: "", id: "", at: AT },
    ],
  ],
  inbound_webhook: [["Mail arrives by webhook."]],
  imap_connected: [["The folder INBOX can be read.", { folder: "INBOX" }]],
  imap_login_refused: [["IMAP: 535 Wrong password", { words }]],
  imap_failed: [["IMAP: 535 Wrong password", { words }]],
  sent_folder: [["Sent mail is kept in Sent Items.", { folder: "Sent Items" }]],
  sent_folder_missing: [["The mailbox has no folder of sent mail."]],
  smtp_missing: [["There is no SMTP server: the inbox only receives, and replies are refused."]],
  smtp_connected: [["The SMTP server accepts mail of this inbox."]],
  smtp_login_refused: [["SMTP: 535 Wrong password", { words }]],
  smtp_failed: [["SMTP: 535 Wrong password", { words }]],
  number: [
    ["The token reads 15550100.", { number: "15550100", isNamed: "false", name: "" }],
    ["The token reads 15550100 (Shop).", { number: "15550100", isNamed: "true", name: "Shop" }],
  ],
  number_unreadable: [["The phone number cannot be read: 535 Wrong password", { words }]],
  quality: [
    ["The number's quality is green.", { rating: "green" }],
    [
      "The number's quality is yellow. Customers block or report its messages: write less often.",
      { rating: "yellow" },
    ],
    [
      "The number's quality is red. Customers block or report its messages: write less often.",
      { rating: "red" },
    ],
  ],
  messaging_limit: [
    ["Templates may reach so many customers in 24 hours: 1k.", { limit: "1k" }],
    ["Templates may reach so many customers in 24 hours: unlimited.", { limit: "unlimited" }],
    ["Templates may reach so many customers in 24 hours: not_set.", { limit: "not_set" }],
  ],
  webhook_elsewhere: [[`Meta calls ${address}, which is not the webhook of this inbox.`, { address }]],
  graph_unreachable: [[words, { words }]],
  subscribed: [["An app is subscribed to the WhatsApp Business Account."]],
  not_subscribed: [
    [
      "No app is subscribed to the WhatsApp Business Account, so no message comes in. Subscribe the app's webhook to the field messages.",
    ],
  ],
  subscription_unreadable: [["The account's subscriptions cannot be read: 535 Wrong password", { words }]],
  address: [[`The webhook is ${address}.`, { address }]],
  webhook: [
    [`Meta calls ${address}.`, { caller: "Meta", address }],
    [`Evolution API posts to ${address}.`, { caller: "Evolution API", address }],
  ],
  public_url_not_https: [
    ["PUBLIC_URL is not an address of https: Meta calls no other webhooks.", { channel: "whatsapp" }],
    ["PUBLIC_URL is not https: messages of visitors can be read on their way.", { channel: "widget" }],
  ],
  version: [["The server is Evolution API 2.3.7.", { version: "2.3.7" }]],
  version_lacks_header: [
    [
      "The server is Evolution API 1.8.2. Its webhooks cannot have a secret header, so Tickline does not accept them, and its messages cannot be searched page by page, so nothing is caught up after an outage. Use 2.1 to 2.3.",
      { version: "1.8.2" },
    ],
  ],
  version_untested: [
    ["The server is Evolution API 2.4.0. This channel is made for 2.1 to 2.3.", { version: "2.4.0" }],
  ],
  instance: [["The instance shop is connected to WhatsApp.", { instance: "shop" }]],
  instance_not_connected: [
    [
      "The instance shop is not connected to WhatsApp. Scan its QR code with the phone, under Settings › Inboxes.",
      { instance: "shop" },
    ],
  ],
  key_refused: [["The server refuses the API key: 535 Wrong password", { words }]],
  server_unreadable: [[words, { words }]],
  webhook_not_set: [["The webhook cannot be set: 535 Wrong password", { words }]],
  webhook_repaired: [
    [
      `The webhook of the instance was missing or different, and is ${address} now.`,
      { address, isReplaced: "false", before: address },
    ],
    [
      `The webhook of the instance was missing or different, and is ${address} now. It was https://n8n.example before.`,
      { address, isReplaced: "true", before: "https://n8n.example" },
    ],
  ],
  address_unknown: [
    [
      "Neither PUBLIC_URL nor the inbox's address of Tickline is set: Evolution API may not reach the webhook.",
    ],
  ],
  chatwoot_on: [
    [
      "The instance's Chatwoot integration is on as well: each message also goes to that inbox. Switch it off when this inbox works.",
    ],
  ],
  allowed_origins: [["Sites that may show the widget: https://a.example.", { origins: "https://a.example" }]],
  no_allowed_origins: [["There are no allowed sites: only Tickline's own pages may show the widget."]],
  public_url_https: [[`The widget is loaded from ${address}.`, { address }]],
  public_url_unset: [
    ["PUBLIC_URL is not set: the snippet has the address at which you have opened Tickline."],
  ],
  mixed_content: [["An allowed site is https, and PUBLIC_URL is not: browsers block the widget there."]],
  identity_verified: [["Your site can sign its customers' ids."]],
  identity_unverified: [["There is no identity secret: visitors can claim any name and email address."]],
};

const CODES = Object.keys(FINDINGS) as FindingCode[]; // it has no inherited ones
const samples = CODES.flatMap((code) =>
  SAMPLES[code].map(([sentence, ...params]) => [code, sentence, params] as const),
);

/** Parameters that choose a sentence instead of being in it. */
const CHOOSING: readonly string[] = ["isKnown", "isOther", "isNamed", "isReplaced", "channel", "rating"];
const WORDED: readonly unknown[] = ["unlimited", "not_set"];

const found = (code: FindingCode, params: readonly unknown[]) =>
  finding("ok", code, ...(params as FindingParams<typeof code>));

test.each(samples)("the responses of /v1 have the sentence of %s: %s", (code, sentence, params) => {
  expect(found(code, params)).toMatchObject({ level: "ok", code, message: sentence });
});

describe.each([
  ["en", en],
  ["zh", zh],
] as const)("findings on screens in %s", (locale, messages) => {
  const onError = (error: Error) => {
    throw error;
  };
  const t = createTranslator({ locale, messages, namespace: "settings.channelState.finding", onError });

  test("every code has a sentence, and there are no others", () => {
    expect(Object.keys(messages.settings.channelState.finding).sort()).toEqual([...CODES].sort());
  });

  test("each sentence has what the finding is about", () => {
    for (const [code, , given] of samples) {
      const { params = {} } = found(code, given);
      const text = t(code, params);
      const hidden = params["isReplaced"] === "false" ? ["before"] : [];
      const missing = Object.entries(params).filter(
        ([name, value]) =>
          !text.includes(String(value)) &&
          ![...CHOOSING, ...hidden].includes(name) &&
          !WORDED.includes(value),
      );
      expect([code, missing]).toEqual([code, []]);
    }
  });

  test("the variants of a code have sentences of their own", () => {
    const texts = samples.map(([code, , given]) => `${code} ${t(code, found(code, given).params ?? {})}`);
    expect(new Set(texts).size).toBe(texts.length);
  });
});
