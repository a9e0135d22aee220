import { beginInboxRetention, beginRetention } from "@/server/commands/deletions/delete-directly";
import { updateInbox } from "@/server/commands/inboxes/inboxes";
import { all, resolved, trash } from "@/test/guarantees/laws/entries/conversations/states";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";
import { daysLater } from "./deletions";

const deletesResolvedAfter = (days: number) => (s: Stage) =>
  s.run(updateInbox, { inboxId: s.inbox.id, deleteResolvedAfterDays: days });

export const RETENTION_ENTRIES: Record<string, Entry> = {
  "begin-retention": entry(beginRetention)({
    cases: [
      {
        title: "of conversations long in the trash",
        expect: "nothing",
        given: all(trash, daysLater(31)),
        input: () => ({}),
      },
      { title: "of nothing", expect: "nothing", given: trash, input: () => ({}) },
    ],
    foreign: "takes no id: the account is the caller's",
  }),

  "begin-inbox-retention": entry(beginInboxRetention)({
    cases: [
      {
        title: "of conversations resolved long ago",
        expect: "nothing",
        given: all(resolved, deletesResolvedAfter(7), daysLater(8)),
        input: () => ({}),
      },
      { title: "of an inbox that keeps them", expect: "nothing", given: resolved, input: () => ({}) },
    ],
    foreign: "takes no id: the account is the caller's",
  }),
};
