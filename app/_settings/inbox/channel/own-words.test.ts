import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import en from "../../../../messages/en.json";
import { ownWordsOf } from "./own-words";

const CHANNELS = "server/channels";
const BOUNDS = `${CHANNELS}/email/read/bounds.ts`;
const PARSER = `${CHANNELS}/email/read/parse-mail.ts`;
const STORED = `${CHANNELS}/email/receive/store-arrival.ts`;
const TOKENS = `${CHANNELS}/email/oauth/request-tokens.ts`;
const META = `${CHANNELS}/whatsapp/graph/graph-error.ts`;
const INSTANCE = `${CHANNELS}/evolution/server/instance.ts`;
const OUTBOUND = "server/lib/outbound";
const words = "535 Wrong password";

type Case = [name: string, file: string, parts: string[], values?: Record<string, string | number>];

/** Each sentence, with the parts of it that its source has. Between them the source has placeholders. */
const CASES: Case[] = [
  ["outboundOff", `${OUTBOUND}/target.ts`, ["Nothing leaves this installation now: OUTBOUND=off, or it is"]],
  [
    "privateHost",
    `${OUTBOUND}/target.ts`,
    [
      "<10.0.0.1>",
      " is a private or reserved address. Whoever runs Tickline can allow it: ",
      "<X=10.0.0.0/8>",
    ],
    { address: "10.0.0.1", setting: "X=10.0.0.0/8" },
  ],
  [
    "privateHost",
    `${OUTBOUND}/channel-host.ts`,
    [
      "<a.b leads to>",
      " a private or reserved address. Whoever runs Tickline can allow it with ",
      "<X>",
      ".",
    ],
    { address: "a.b", setting: "X" },
  ],
  ["noAddress", `${OUTBOUND}/target.ts`, ["<a.b>", " has no address."], { address: "a.b" }],
  ["port", `${OUTBOUND}/target.ts`, ["Only the ports 80, 443 and from 1024 up can be called."]],
  ["closed", `${CHANNELS}/email/smtp/deliver.ts`, ["The connection was closed."]],
  ["closed", `${CHANNELS}/email/imap/watch-mailbox.ts`, ["The server closed the connection."]],
  ["late", `${CHANNELS}/email/check.ts`, ["no answer within ", "<9000>", " ms."], { seconds: 9 }],
  ["status", TOKENS, ["status ", "<502>"], { status: "502" }],
  ["status", `${CHANNELS}/whatsapp/check.ts`, ["<502>"], { status: "502" }],
  [
    "folderNotSearched",
    `${CHANNELS}/email/imap/read-folder.ts`,
    ["the folder ", "<Sent Items>", " could not be searched"],
    { folder: "Sent Items" },
  ],
  ["providerUnreached", TOKENS, ["The provider was not reached: ", `<${words}>`], { words }],
  ["providerRefused", TOKENS, ["The provider refused the sign-in: ", `<${words}>`], { words }],
  [
    "providerRevoked",
    TOKENS,
    [
      "The provider refused the sign-in: ",
      `<${words}>`,
      " The access was revoked or has expired: sign in again.",
    ],
    { words },
  ],
  ["providerNoToken", TOKENS, ["The provider's answer has no access token."]],
  ["notCreated", INSTANCE, ["The instance could not be created: ", `<${words}>`], { words }],
  ["notConnected", INSTANCE, ["The instance is not connected to WhatsApp. Scan its QR code."]],
  ["callbackFails", "server/queries/inboxes/channels.ts", ["Every call of callbackUrl fails."]],
  [
    "numberUnread",
    `${CHANNELS}/whatsapp/number/read-number.ts`,
    ["Meta's answer about the number cannot be read."],
  ],
  ...Object.entries({
    tokenExpired: "The access token has expired or was revoked: enter a new one in the inbox's settings.",
    permissionLacking: "Give the access token the permission whatsapp_business_messaging.",
    numberIdWrong: "Check the phone number ID and the content of the message.",
    accountRestricted:
      "Meta has restricted the account for a violation of its policies: see the account's quality in WhatsApp Manager.",
    accountLocked: "Meta has locked the account: see the account's quality in WhatsApp Manager.",
  }).map(([name, advice]): Case => [name, META, [`<${words} >`, advice], { words }]),
  ["mailEmpty", BOUNDS, ["The mail is empty."]],
  [
    "mailLarge",
    BOUNDS,
    ["The mail has ", "<60>", " bytes; at most ", "<50>", " are read."],
    { bytes: 60, max: 50 },
  ],
  ["mailLines", BOUNDS, ["The mail has more than ", "<50>", " lines."], { max: 50 }],
  ["mailParts", BOUNDS, ["The mail has more than ", "<50>", " lines that could begin a part."], { max: 50 }],
  ["mailDeep", PARSER, ["Parts of the mail are nested deeper than ", "<50>", "."], { max: 50 }],
  ["mailHeaders", PARSER, ["The headers of the mail have more than ", "<50>", " bytes."], { max: 50 }],
  ["mailCostly", PARSER, ["The mail takes more ", "<time>", " to read than a mail may."], { what: "time" }],
  ["mailHeaderless", PARSER, ["The mail has no header."]],
  ["mailSenderless", "server/channels/email/receive/store-mail.ts", ["The mail names no sender."]],
  ["mailUnreadable", PARSER, ["The mail cannot be parsed: ", `<${words}>`], { words }],
  ["mailWithheld", STORED, ["The mail server does not hand over the mail: ", `<${words}>`], { words }],
  [
    "mailNotStored",
    STORED,
    ["The mail cannot be stored: ", "<message.empty>", "."],
    { words: "message.empty" },
  ],
];

const valueIn = (part: string): string | undefined => /^<([\s\S]*)>$/.exec(part)?.[1];

test.each(CASES)("a screen knows the sentence of %s from %s", (name, file, parts, values = {}) => {
  const source = readFileSync(file, "utf8");
  expect(parts.filter((part) => valueIn(part) === undefined && !source.includes(part))).toEqual([]);
  expect(ownWordsOf(parts.map((part) => valueIn(part) ?? part).join(""))).toEqual({ name, values });
});

test("the messages have these sentences and no others", () => {
  const names = new Set(CASES.map(([name]) => name));
  expect([...names].sort()).toEqual(Object.keys(en.settings.channelState.words).sort());
});

test.each(["535 5.7.8 Authentication failed", "190 Invalid OAuth access token.", "502 Bad Gateway", ""])(
  "the words of another system are no sentence of Tickline: %s",
  (text) => expect(ownWordsOf(text)).toBeNull(),
);
