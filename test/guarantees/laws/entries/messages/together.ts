import { changeStatus } from "@/server/commands/conversations/change-status";
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
};
