import type { Change } from "@/server/commands/conversations/_steps/apply-change";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { changeTogether, type Requested, type Target } from "@/server/commands/conversations/change-together";
import { trashConversation } from "@/server/commands/conversations/trash";
import { receiveFrom } from "@/server/commands/messages/receive-from";
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

const requested = (
  stage: Stage,
  change: Change,
  to: Target = { displayId: stage.conversation.displayId },
): Requested => ({
  caller: { ...stage.admin, actor: { type: "token", id: stage.token.id, name: stage.token.name } },
  to,
  change,
});

/** A customer who is known by an id in the channel. */
const CUSTOMER = { sourceId: "15550100", message: { content: "Hello?", sourceId: "wamid.1" } };
const known = (s: Stage) =>
  s.run(receiveFrom, { inboxId: s.inbox.id, from: { sourceId: CUSTOMER.sourceId }, ...CUSTOMER.message });
const customer = ({ inbox }: Stage) => ({ inboxId: inbox.id, sourceId: CUSTOMER.sourceId });
const reported = (sourceId: string): Change => ({
  kind: "receive",
  message: { content: "And then?", sourceId },
});
/** Customers who are not known, with the fields of the contacts that they become. */
const BEGINS = [
  { sourceId: "15550107", called: { name: "Noor", email: "noor@example.test" } },
  { sourceId: "15550108", called: {} },
] as const;
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
        title: "a message of a customer by their id in the channel",
        expect: ["message.created"],
        given: known,
        input: (s) => all(requested(s, reported("wamid.2"), customer(s))),
      },
      {
        title: "a message that the inbox has by its id",
        expect: "nothing",
        given: known,
        input: (s) => all(requested(s, reported("wamid.1"), customer(s))),
      },
      {
        title: "a message of a customer who is not known",
        expect: "nothing",
        input: (s) => all(requested(s, reported("wamid.2"), customer(s))),
      },
      {
        title: "first messages of two customers, and of one who has the email of the first",
        expect: BEGINS.flatMap(() => ["contact.created", "conversation.created", "message.created"] as const),
        input: (s) =>
          all(
            ...BEGINS.map((to) => requested(s, reported(to.sourceId), { ...to, inboxId: s.inbox.id })),
            requested(s, reported("wamid.9"), { ...BEGINS[0], inboxId: s.inbox.id, sourceId: "15550109" }),
          ),
      },
      {
        title: "a first message of a customer whose email a contact has",
        expect: "nothing",
        input: (s) =>
          all(requested(s, reported("wamid.2"), { ...customer(s), called: { email: s.contact.email } })),
      },
      {
        title: "a status",
        expect: ["conversation.status_changed"],
        input: (s) => all(requested(s, RESOLVE)),
      },
      {
        title: "a note",
        expect: ["note.created"],
        input: (s) => all(requested(s, { kind: "note", message: { content: "Lost in the mail" } })),
      },
      {
        title: "a note without a text",
        expect: "nothing",
        input: (s) => all(requested(s, { kind: "note", message: { content: "" } })),
      },
      {
        title: "an assignment",
        expect: ["conversation.assigned"],
        input: (s) => all(requested(s, { kind: "assign", assigneeId: s.agent.userId })),
      },
      {
        title: "an assignment to a member who may not see the inbox",
        expect: "nothing",
        input: (s) => all(requested(s, { kind: "assign", assigneeId: s.outsider.userId })),
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
    foreign: [
      {
        what: "inbox",
        scope: "account",
        expect: "conversation.not_found",
        given: known,
        input: (own, owner) => all(requested(own, reported("wamid.2"), customer(owner))),
      },
      {
        what: "member",
        scope: "account",
        expect: "conversation.not_found",
        input: (own, owner) => all(requested(own, { kind: "assign", assigneeId: owner.agent.userId })),
      },
    ],
    refusedAs: ([first]) => (first === null ? "conversation.not_found" : null),
  }),
};
