import { assignConversation } from "@/server/commands/conversations/assign";
import { markSeen, markUnread, markUnreadForAll } from "@/server/commands/conversations/mark-seen";
import { sendMessage } from "@/server/commands/messages/send-message";
import { markReadUpTo } from "@/server/commands/receipts/record-receipts";
import { systemCaller } from "@/server/contract/_shared/caller";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import { all, conversation, foreignConversation, later, report, startsSent, trash } from "./states";

export const SEEN_ENTRIES: Record<string, Entry> = {
  "mark-seen": entry(markSeen)({
    cases: [
      {
        title: "up to the newest",
        expect: ["conversation.seen"],
        as: (s) => s.agent,
        input: (s) => ({ conversation: conversation(s), number: 99 }),
      },
      {
        title: "a second time",
        expect: "nothing",
        given: (s) => s.run(markSeen, { conversation: conversation(s), number: 99 }),
        input: (s) => ({ conversation: conversation(s), number: 1 }),
      },
      {
        title: "by another agent than the assignee",
        expect: ["conversation.seen"],
        given: (s) =>
          s.run(assignConversation, { conversation: conversation(s), assigneeId: s.agent.userId }),
        input: (s) => ({ conversation: conversation(s), number: 99 }),
      },
      {
        title: "by a caller without a user",
        expect: "nothing",
        as: (s) => systemCaller(s.accountId),
        input: (s) => ({ conversation: conversation(s), number: 99 }),
      },
      {
        title: "of a trashed one",
        expect: "conversation.trashed",
        given: trash,
        input: (s) => ({ conversation: conversation(s), number: 1 }),
      },
    ],
    foreign: foreignConversation((_, ref) => ({ conversation: ref, number: 1 })),
  }),

  "mark-unread": entry(markUnread)({
    cases: [
      {
        title: "after it was seen",
        expect: ["conversation.seen"],
        given: (s) => s.run(markSeen, { conversation: conversation(s), number: 99 }),
        input: (s) => ({ conversation: conversation(s) }),
      },
      {
        title: "from its first message on",
        expect: ["conversation.seen"],
        given: (s) => s.run(markSeen, { conversation: conversation(s), number: 99 }),
        input: (s) => ({ conversation: conversation(s), from: 1 }),
      },
      {
        title: "by another agent than the assignee, who has seen as much",
        expect: "nothing",
        as: (s) => s.agent,
        given: async (s) => {
          await s.run(markSeen, { conversation: conversation(s), number: 99 });
          await s.run(assignConversation, { conversation: conversation(s), assigneeId: s.admin.userId });
        },
        input: (s) => ({ conversation: conversation(s) }),
      },
      {
        title: "an unread one",
        expect: "nothing",
        input: (s) => ({ conversation: conversation(s) }),
      },
      {
        title: "of a trashed one",
        expect: "conversation.trashed",
        given: trash,
        input: (s) => ({ conversation: conversation(s) }),
      },
    ],
    foreign: foreignConversation((_, ref) => ({ conversation: ref })),
  }),

  "mark-unread-for-all": entry(markUnreadForAll)({
    cases: [
      {
        title: "after it was seen",
        expect: ["conversation.seen"],
        given: (s) => s.run(markSeen, { conversation: conversation(s), number: 99 }),
        input: (s) => ({ conversation: conversation(s) }),
      },
      {
        title: "an unread one",
        expect: "nothing",
        input: (s) => ({ conversation: conversation(s) }),
      },
      {
        title: "of a trashed one",
        expect: "conversation.trashed",
        given: trash,
        input: (s) => ({ conversation: conversation(s) }),
      },
    ],
    foreign: foreignConversation((_, ref) => ({ conversation: ref })),
  }),

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
