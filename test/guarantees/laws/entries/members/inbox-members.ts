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
};
