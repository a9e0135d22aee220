import { keepDraft } from "@/server/commands/messages/keep-draft";
import {
  conversation,
  foreignConversation,
  trash,
} from "@/test/guarantees/laws/entries/conversations/states";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";

const draft = (content: string | null) => ({
  input: (s: Stage) => ({
    conversation: conversation(s),
    draft: content === null ? null : { kind: "message" as const, content },
  }),
});

export const DRAFT_ENTRIES: Record<string, Entry> = {
  "keep-draft": entry(keepDraft)({
    cases: [
      { ...draft("Dear"), title: "a first one", expect: "nothing" },
      {
        ...draft("Dear Li"),
        title: "written on",
        expect: "nothing",
        given: (s) => s.run(keepDraft, draft("Dear").input(s)),
      },
      {
        ...draft(null),
        title: "none any more",
        expect: "nothing",
        given: (s) => s.run(keepDraft, draft("x").input(s)),
      },
      { ...draft("Dear"), title: "of a trashed one", expect: "nothing", given: trash },
    ],
    foreign: foreignConversation((_, ref) => ({ conversation: ref, draft: { kind: "note", content: "x" } })),
  }),
};
