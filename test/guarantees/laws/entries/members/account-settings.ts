import { updateAccount } from "@/server/commands/members/account";
import { forbidden } from "@/test/guarantees/laws/entries/conversations/states";
import { type Case, type Entry, entry } from "@/test/guarantees/laws/entry";

type Settings = Parameters<typeof updateAccount>[1];

/** The cases of one setting: to another value, to the value that it has, and by an agent. */
const casesOf = (setting: string, { to, has }: { to: Settings; has: Settings }): Case<Settings>[] => [
  { title: `${setting} to another`, expect: ["account.updated"], input: () => to },
  { title: `${setting} to the same`, expect: "nothing", input: () => has },
  { title: `${setting} by an agent`, ...forbidden, input: () => to },
];

export const ACCOUNT_SETTING_ENTRIES: Record<string, Entry> = {
  "update-account": entry(updateAccount)({
    cases: [
      {
        title: "name, time zone and language",
        expect: ["account.updated"],
        input: () => ({ name: "Acme Berlin", timeZone: "Europe/Berlin", language: "zh" }),
      },
      { title: "one of them", expect: ["account.updated"], input: () => ({ timeZone: "Asia/Shanghai" }) },
      { title: "to the same values", expect: "nothing", input: () => ({ timeZone: "UTC", language: "en" }) },
      { title: "by an agent", ...forbidden, input: () => ({ name: "Mine" }) },
      ...casesOf("retention of trash", { to: { purgeAfterDays: 90 }, has: { purgeAfterDays: 30 } }),
      {
        title: "retention of receipts",
        expect: ["account.updated"],
        input: () => ({ receiptMonths: 24 }),
      },
      ...casesOf("API keys in URLs", { to: { acceptsUrlKeys: false }, has: { acceptsUrlKeys: true } }),
      ...casesOf("known contacts", {
        to: { acceptsKnownContacts: false },
        has: { acceptsKnownContacts: true },
      }),
      ...casesOf("origins", {
        to: { allowedOrigins: ["https://shop.example.com"] },
        has: { allowedOrigins: [] },
      }),
      ...casesOf("messages without flags", {
        to: { messagesWithoutFlags: "command" },
        has: { messagesWithoutFlags: "stored" },
      }),
    ],
    foreign: "takes no id: the account is the caller's",
  }),
};
