import { beginRetention } from "@/server/commands/deletions/begin-retention";
import { changeRetention } from "@/server/commands/deletions/change-retention";
import { all, forbidden, trash } from "@/test/guarantees/laws/entries/conversations/states";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import { daysLater } from "./deletions";

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

  "change-retention": entry(changeRetention)({
    cases: [
      { title: "to another", expect: "events", input: () => ({ purgeAfterDays: 90 }) },
      { title: "to the same value", expect: "nothing", input: () => ({ purgeAfterDays: 30 }) },
      { title: "by an agent", ...forbidden, input: () => ({ purgeAfterDays: 0 }) },
    ],
    foreign: "takes no id: the account is the caller's",
  }),
};
