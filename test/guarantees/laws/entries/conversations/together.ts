import { assignConversation } from "@/server/commands/conversations/assign";
import { markSpam, takeOver } from "@/server/commands/conversations/change-status";
import { labelConversation } from "@/server/commands/organising/labels";
import { systemCaller } from "@/server/contract/_shared/caller";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";
import { all, conversation, foreignConversation, resolved, signal, trash } from "./states";

const it = { input: (s: Stage) => ({ conversation: conversation(s) }) };
const pending = signal("markPending");
const labelled = (s: Stage) => s.run(labelConversation, { conversation: conversation(s), add: ["spam"] });

/** Commands that change several facets of a conversation in one operation. */
export const TOGETHER_ENTRIES: Record<string, Entry> = {
  "mark-spam": entry(markSpam)({
    cases: [
      {
        ...it,
        title: "an open one",
        expect: ["conversation.labelled", "conversation.status_changed"],
        as: (s) => s.agent,
      },
      { ...it, title: "a resolved one", expect: ["conversation.labelled"], given: resolved },
      { ...it, title: "one that is marked already", expect: "nothing", given: all(labelled, resolved) },
      { ...it, title: "a trashed one", expect: "conversation.trashed", given: trash },
    ],
    foreign: foreignConversation((_, ref) => ({ conversation: ref })),
  }),

  "take-over": entry(takeOver)({
    cases: [
      {
        ...it,
        title: "a pending one",
        expect: ["conversation.status_changed", "conversation.assigned"],
        as: (s) => s.agent,
        given: pending,
      },
      {
        ...it,
        title: "a pending one that is one's own",
        expect: ["conversation.status_changed"],
        given: all(
          (s) => s.run(assignConversation, { conversation: conversation(s), assigneeId: s.admin.userId }),
          pending,
        ),
      },
      {
        ...it,
        title: "for a caller without a user",
        expect: ["conversation.status_changed"],
        as: (s) => systemCaller(s.accountId),
        given: pending,
      },
      { ...it, title: "an open one", expect: "conversation.not_pending" },
      { ...it, title: "a trashed one", expect: "conversation.trashed", given: all(pending, trash) },
    ],
    foreign: [
      {
        what: "conversation",
        scope: "inbox",
        expect: "conversation.not_found",
        given: pending,
        input: (_, owner) => ({ conversation: conversation(owner) }),
      },
    ],
  }),
};
