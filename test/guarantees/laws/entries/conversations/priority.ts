import { setPriority } from "@/server/commands/conversations/set-fields";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";
import { conversation, foreignConversation, trash } from "./states";

const to = (priority: Parameters<typeof setPriority>[1]["priority"]) => ({
  input: (s: Stage) => ({ conversation: conversation(s), priority }),
});
export const high = (s: Stage) => s.run(setPriority, to("high").input(s));

export const PRIORITY_ENTRIES: Record<string, Entry> = {
  "set-priority": entry(setPriority)({
    cases: [
      {
        title: "of one that has none",
        expect: ["conversation.priority_changed"],
        as: (s) => s.agent,
        ...to("urgent"),
      },
      { title: "to another", expect: ["conversation.priority_changed"], given: high, ...to("low") },
      { title: "to the same value", expect: "nothing", given: high, ...to("high") },
      { title: "removed", expect: ["conversation.priority_changed"], given: high, ...to(null) },
      { title: "of a trashed one", expect: "conversation.trashed", given: trash, ...to("high") },
    ],
    foreign: foreignConversation((_, ref) => ({ conversation: ref, priority: "high" })),
  }),
};
