import { type Change, changeTogether, type Requested } from "@/server/commands/conversations/change-together";
import { trashConversation } from "@/server/commands/conversations/trash";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";

const requested = (stage: Stage, change: Change): Requested => ({
  caller: stage.admin,
  displayId: stage.conversation.displayId,
  change,
});
const all = (...given: Requested[]) => ({ all: given });

const SEND: Change = { kind: "send", message: { content: "On its way" } };
const RECEIVE: Change = { kind: "receive", message: { content: "And then?", countsUnread: false } };
const RESOLVE: Change = { kind: "status", signal: "resolve" };

export const CHANGES_TOGETHER_ENTRIES: Readonly<Record<string, Entry>> = {
  "change-together": entry(changeTogether)({
    cases: [
      {
        title: "a reply",
        expect: ["message.created", "message.send_requested"],
        input: (s) => all(requested(s, SEND)),
      },
      {
        title: "a customer's message",
        expect: ["message.created"],
        input: (s) => all(requested(s, RECEIVE)),
      },
      {
        title: "a status",
        expect: ["conversation.status_changed"],
        input: (s) => all(requested(s, RESOLVE)),
      },
      {
        title: "a second change of the same conversation",
        expect: ["conversation.status_changed"],
        input: (s) => all(requested(s, RESOLVE), requested(s, SEND)),
      },
      {
        title: "a status that is refused",
        expect: "nothing",
        input: (s) => all(requested(s, { kind: "status", signal: "wake" })),
      },
      {
        title: "in the trash",
        expect: "nothing",
        given: (s) => s.run(trashConversation, { conversation: { conversationId: s.conversation.id } }),
        input: (s) => all(requested(s, SEND)),
      },
    ],
    foreign:
      "takes no id but the number that a conversation has in the caller's account; change-together.test.ts has one that the caller may not see",
  }),
};
