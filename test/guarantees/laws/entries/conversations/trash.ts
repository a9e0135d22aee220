import { restoreConversation, trashConversation } from "@/server/commands/conversations/trash";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import { pass, type Stage } from "@/test/guarantees/laws/stage";
import { all, conversation, foreignConversation, resolved, signal, trash } from "./states";

const it = { input: (s: Stage) => ({ conversation: conversation(s) }) };

export const restore = (s: Stage) => s.run(restoreConversation, { conversation: conversation(s) });
const twoHoursLater = async (s: Stage) => pass(s.world, 2 * 3_600_000);

export const TRASH_ENTRIES: Record<string, Entry> = {
  "trash-conversation": entry(trashConversation)({
    cases: [
      { ...it, title: "an open one", expect: ["conversation.trashed"], as: (s) => s.agent },
      { ...it, title: "a resolved one", expect: ["conversation.trashed"], given: resolved },
      { ...it, title: "one that was restored", expect: ["conversation.trashed"], given: all(trash, restore) },
      { ...it, title: "a trashed one", expect: "nothing", given: trash },
    ],
    foreign: foreignConversation((_, ref) => ({ conversation: ref })),
  }),

  "restore-conversation": entry(restoreConversation)({
    cases: [
      { ...it, title: "a trashed one", expect: ["conversation.restored"], as: (s) => s.agent, given: trash },
      {
        ...it,
        title: "one whose snooze ran out in the trash",
        expect: ["conversation.restored", "conversation.status_changed"],
        given: all(signal("snooze", 1), trash, twoHoursLater),
      },
      {
        ...it,
        title: "one that still sleeps",
        expect: ["conversation.restored"],
        given: all(signal("snooze", 1), trash),
      },
      { ...it, title: "a live one", expect: "nothing" },
      {
        ...it,
        title: "one that its customer has restored",
        expect: "nothing",
        given: all(trash, (s) =>
          s.run(receiveMessage, { conversation: conversation(s), content: "Hello again" }),
        ),
      },
    ],
    foreign: foreignConversation((_, ref) => ({ conversation: ref })),
  }),
};
