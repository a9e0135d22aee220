import { updateInbox } from "@/server/commands/inboxes/inboxes";
import { recordAudit, reviewInbox } from "@/server/commands/inboxes/review-inbox";
import { updateAccount } from "@/server/commands/members/account";
import { changeInboxMembers } from "@/server/commands/members/members";
import { systemCaller } from "@/server/contract/_shared/caller";
import { RELEASE } from "@/server/lib/process/release";
import { forbidden, ofAgent } from "@/test/guarantees/laws/entries/conversations/states";
import { type Case, type Entry, entry } from "@/test/guarantees/laws/entry";
import { pass } from "@/test/guarantees/laws/stage";

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
      ...casesOf("assigning on reply", { to: { assignsOnReply: true }, has: { assignsOnReply: false } }),
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

export const AUDIT_ENTRIES: Record<string, Entry> = {
  "record-audit": entry(recordAudit)({
    cases: [
      {
        title: "a week after a review",
        expect: ["inbox.audited"],
        as: (s) => systemCaller(s.accountId),
        given: async (s) => {
          await s.run(reviewInbox, { inboxId: s.inbox.id });
          pass(s.world, 8 * 86_400_000);
        },
        input: (s) => ({ inboxId: s.inbox.id, release: RELEASE, decided: 3, moved: 1 }),
      },
      {
        title: "of settings that were changed since",
        expect: ["inbox.audited", "alert.opened"],
        as: (s) => systemCaller(s.accountId),
        given: async (s) => {
          await s.run(reviewInbox, { inboxId: s.inbox.id });
          await s.run(updateInbox, { inboxId: s.inbox.id, name: "Renamed" });
          pass(s.world, 8 * 86_400_000);
        },
        input: (s) => ({ inboxId: s.inbox.id, release: RELEASE, decided: 3, moved: 0 }),
      },
      {
        title: "that is not due",
        expect: "nothing",
        as: (s) => systemCaller(s.accountId),
        given: (s) => s.run(reviewInbox, { inboxId: s.inbox.id }),
        input: (s) => ({ inboxId: s.inbox.id, release: RELEASE, decided: 0, moved: 0 }),
      },
      {
        title: "of an inbox that is none",
        expect: "inbox.not_found",
        as: (s) => systemCaller(s.accountId),
        input: () => ({ inboxId: 999_999_999, release: RELEASE, decided: 0, moved: 0 }),
      },
      {
        title: "by an administrator",
        ...forbidden,
        as: (s) => s.admin,
        input: (s) => ({ inboxId: s.inbox.id, release: RELEASE, decided: 0, moved: 0 }),
      },
    ],
    foreign: "only the worker calls it, as Tickline, in the account that its list named",
  }),
};

export const INBOX_MEMBER_ENTRIES: Record<string, Entry> = {
  "change-inbox-members": entry(changeInboxMembers)({
    cases: [
      {
        title: "given to one, taken from another",
        expect: ["member.updated", "member.updated"],
        input: (s) => ({ inboxId: s.hiddenInbox.id, set: [ofAgent(s)] }),
      },
      {
        title: "given",
        expect: ["member.updated"],
        input: (s) => ({ inboxId: s.hiddenInbox.id, add: [ofAgent(s)] }),
      },
      {
        title: "taken",
        expect: ["member.updated"],
        input: (s) => ({ inboxId: s.inbox.id, remove: [ofAgent(s)] }),
      },
      { title: "as it is", expect: "nothing", input: (s) => ({ inboxId: s.inbox.id, add: [ofAgent(s)] }) },
      { title: "by an agent", ...forbidden, input: (s) => ({ inboxId: s.inbox.id, add: [ofAgent(s)] }) },
    ],
    foreign: [
      {
        what: "member",
        scope: "account",
        expect: "member.not_found",
        input: (a, o) => ({ inboxId: a.inbox.id, add: [ofAgent(o)] }),
      },
      {
        what: "inbox",
        scope: "account",
        expect: "inbox.not_found",
        input: (a, o) => ({ inboxId: o.inbox.id, add: [ofAgent(a)] }),
      },
    ],
  }),
};
