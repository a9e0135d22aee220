import { changeKnownContacts, updateAccount } from "@/server/commands/members/account";
import { changeUnflaggedMessages } from "@/server/commands/members/change-unflagged-messages";
import { changeInboxMembers } from "@/server/commands/members/members";
import { forbidden, ofAgent } from "@/test/guarantees/laws/entries/conversations/states";
import { type Entry, entry } from "@/test/guarantees/laws/entry";

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
    ],
    foreign: "takes no id: the account is the caller's",
  }),

  "change-unflagged-messages": entry(changeUnflaggedMessages)({
    cases: [
      {
        title: "to commands",
        expect: ["account.updated"],
        input: () => ({ messagesWithoutFlags: "command" }),
      },
      { title: "to the same", expect: "nothing", input: () => ({ messagesWithoutFlags: "stored" }) },
      { title: "by an agent", ...forbidden, input: () => ({ messagesWithoutFlags: "command" }) },
    ],
    foreign: "takes no id: the account is the caller's",
  }),

  "change-known-contacts": entry(changeKnownContacts)({
    cases: [
      { title: "off", expect: ["account.updated"], input: () => ({ acceptsKnownContacts: false }) },
      { title: "to the same value", expect: "nothing", input: () => ({ acceptsKnownContacts: true }) },
      { title: "by an agent", ...forbidden, input: () => ({ acceptsKnownContacts: false }) },
    ],
    foreign: "takes no id: the account is the caller's",
  }),
};
