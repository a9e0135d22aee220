import { setReplyAssignment, setSignature } from "@/server/commands/members/profile";
import { systemCaller } from "@/server/contract/_shared/caller";
import { type Entry, entry } from "@/test/guarantees/laws/entry";

/** What members choose for their own replies. */
export const CHOICE_ENTRIES: Record<string, Entry> = {
  "set-reply-assignment": entry(setReplyAssignment)({
    cases: [
      {
        title: "to always",
        expect: "nothing",
        as: (s) => s.agent,
        input: () => ({ choice: "always" }),
      },
      {
        title: "for a caller without a user",
        expect: "auth.forbidden",
        as: (s) => systemCaller(s.accountId),
        input: () => ({ choice: "never" }),
      },
    ],
    foreign: "it is about the caller",
  }),

  "set-signature": entry(setSignature)({
    cases: [
      { title: "of all inboxes", expect: "nothing", input: () => ({ inboxId: null, text: "Ada" }) },
      {
        title: "none of an inbox",
        expect: "nothing",
        as: (s) => s.agent,
        input: (s) => ({ inboxId: s.inbox.id, text: "" }),
      },
      {
        title: "for a caller without a user",
        expect: "auth.forbidden",
        as: (s) => systemCaller(s.accountId),
        input: () => ({ inboxId: null, text: "Ada" }),
      },
    ],
    foreign: [
      {
        what: "inbox",
        scope: "inbox",
        expect: "inbox.not_found",
        input: (_, owner) => ({ inboxId: owner.inbox.id, text: "Ada" }),
      },
    ],
  }),
};
