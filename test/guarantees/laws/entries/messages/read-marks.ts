import { sendMessage } from "@/server/commands/messages/send-message";
import { markReadUpTo } from "@/server/commands/receipts/record-receipts";
import {
  all,
  conversation,
  foreignConversation,
  later,
  report,
  startsSent,
  trash,
} from "@/test/guarantees/laws/entries/conversations/states";
import { type Entry, entry } from "@/test/guarantees/laws/entry";

export const READ_MARK_ENTRIES: Record<string, Entry> = {
  "mark-read-up-to": entry(markReadUpTo)({
    cases: [
      {
        title: "with messages that are out",
        expect: ["conversation.seen", "message.status_changed"],
        given: all(report("outgoing", "sent"), report("outgoing", "delivered")),
        input: (s) => ({ conversation: conversation(s) }),
      },
      {
        title: "where messages start as sent",
        expect: ["conversation.seen", "message.status_changed"],
        given: all(startsSent, (s) => s.run(sendMessage, { conversation: conversation(s), content: "Hi" })),
        input: (s) => ({ conversation: conversation(s) }),
      },
      {
        title: "before anything left",
        expect: ["conversation.seen"],
        given: report("outgoing", "sent"),
        input: (s) => ({ conversation: conversation(s), at: later(s, -24) }),
      },
      {
        title: "of a trashed one",
        expect: ["conversation.seen", "message.status_changed"],
        given: all(report("outgoing", "sent"), trash),
        input: (s) => ({ conversation: conversation(s) }),
      },
      {
        title: "earlier than known",
        expect: "nothing",
        given: (s) => s.run(markReadUpTo, { conversation: conversation(s) }),
        input: (s) => ({ conversation: conversation(s), at: later(s, -1) }),
      },
    ],
    foreign: foreignConversation((_, ref) => ({ conversation: ref })),
  }),
};
