import { changeStatus } from "@/server/commands/conversations/change-status";
import { type Change, changeTogether, type Requested } from "@/server/commands/conversations/change-together";
import { trashConversation } from "@/server/commands/conversations/trash";
import { type FoundArrival, receiveTogether } from "@/server/commands/messages/receive-together";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";

const conversation = ({ conversation: { id } }: Stage) => ({ conversationId: id });

const arrivalAt = (stage: Stage, over: Partial<FoundArrival> = {}): FoundArrival => ({
  caller: stage.admin,
  conversationId: stage.conversation.id,
  contactId: stage.contact.id,
  fromContactId: stage.contact.id,
  content: "And then?",
  clientId: "c-1",
  countsUnread: true,
  ...over,
});

const at = (stage: Stage, ...arrivals: FoundArrival[]) => ({ inboxId: stage.inbox.id, arrivals });

const requested = (stage: Stage, change: Change): Requested => ({
  caller: { ...stage.admin, actor: { type: "token", id: stage.token.id, name: stage.token.name } },
  displayId: stage.conversation.displayId,
  change,
});
const all = (...some: Requested[]) => ({ all: some });

const SEND: Change = { kind: "send", message: { content: "On its way" } };
const RECEIVE: Change = { kind: "receive", message: { content: "And then?", countsUnread: false } };
const RESOLVE: Change = { kind: "status", signal: "resolve" };

export const TOGETHER_ENTRIES: Readonly<Record<string, Entry>> = {
  "receive-together": entry(receiveTogether)({
    cases: [
      {
        title: "two messages into one conversation",
        expect: ["message.created", "message.created"],
        input: (s) => at(s, arrivalAt(s), arrivalAt(s, { clientId: "c-2", countsUnread: false })),
      },
      {
        title: "the same client id twice is written once",
        expect: ["message.created"],
        input: (s) => at(s, arrivalAt(s), arrivalAt(s)),
      },
      {
        title: "into a resolved conversation, which it would reopen",
        expect: "nothing",
        given: (s) => s.run(changeStatus, { conversation: conversation(s), signal: "resolve" }),
        input: (s) => at(s, arrivalAt(s)),
      },
      {
        title: "without a text",
        expect: "nothing",
        input: (s) => at(s, arrivalAt(s, { content: "" })),
      },
    ],
    foreign: [
      {
        what: "inbox",
        scope: "inbox",
        expect: "inbox.not_found",
        input: (own, owner) => at(owner, arrivalAt(own)),
      },
      {
        what: "conversation",
        scope: "account",
        expect: "conversation.not_found",
        input: (own, owner) => at(own, arrivalAt(own, { conversationId: owner.conversation.id })),
      },
      {
        what: "contact",
        scope: "account",
        expect: "conversation.not_found",
        input: (own, owner) => at(own, arrivalAt(own, { contactId: owner.contact.id })),
      },
      {
        what: "writer",
        scope: "account",
        expect: "conversation.not_found",
        input: (own, owner) => at(own, arrivalAt(own, { fromContactId: owner.contact.id })),
      },
    ],
    refusedAs: ([first]) => (first === null ? "conversation.not_found" : null),
  }),
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
