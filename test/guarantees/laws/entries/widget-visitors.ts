import { createContact } from "@/server/commands/contacts/save-contact";
import { identifyVisitor, provideVisitor } from "@/server/commands/contacts/widget-visitors";
import { sendCustomerTranscript } from "@/server/commands/conversations/send-customer-transcript";
import { receiveFromVisitor } from "@/server/commands/messages/receive-from-visitor";
import {
  conversation,
  foreignConversation,
  trash,
} from "@/test/guarantees/laws/entries/conversations/states";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";

const SOURCE_ID = "w".repeat(43);
let identified = 0;
/** The edge makes one for each call; cases may share a stage. */
const newSourceId = () => String(++identified).padStart(43, "x");
const CLIENT_ID = "0e37df36-f698-11e6-8dd4-cb9ced3df976";

const nameOf = (s: Stage) => ({ inboxId: s.inbox.id, sourceId: SOURCE_ID, name: "Visitor 1a2b" });
const messageOf = (s: Stage) => ({
  inboxId: s.inbox.id,
  sourceId: SOURCE_ID,
  clientId: CLIENT_ID,
  conversationId: null as number | null,
  content: "Hello",
});

const visitors = new WeakMap<Stage, number>();
/** Their conversations. */
const begun = new WeakMap<Stage, number>();
const visitor = async (s: Stage) => {
  const { result } = await s.run(provideVisitor, nameOf(s)); // creates one for all cases of a stage
  visitors.set(s, result.contact.id);
};
const visitorWhoWrote = async (s: Stage) => {
  await visitor(s);
  const { result } = await s.run(receiveFromVisitor, messageOf(s));
  begun.set(s, result.message.conversationId);
};
const known = (s: Stage) => s.run(createContact, { name: "Ada", identifier: "customer-7" });

const identityOf = (s: Stage, contactId: number | null) => ({
  inboxId: s.inbox.id,
  contactId,
  identity: "customer-7",
  sourceId: newSourceId(),
  name: "Ada",
});
const ofVisitor = { input: (s: Stage) => identityOf(s, visitors.get(s) ?? 0) };
const foreignInbox = <I>(input: (own: Stage, inboxId: number) => I) => ({
  what: "inbox",
  scope: "inbox" as const,
  expect: "inbox.not_found" as const,
  input: (own: Stage, owner: Stage) => input(own, owner.inbox.id),
});

const transcript = {
  input: (s: Stage) => ({ ...conversation(s), email: "li@example.test", locale: "en" as const }),
};

export const WIDGET_ENTRIES: Record<string, Entry> = {
  "provide-visitor": entry(provideVisitor)({
    cases: [
      { title: "who is new", expect: ["contact.created"], input: nameOf },
      { title: "who has a contact", expect: "nothing", given: visitor, input: nameOf },
    ],
    foreign: [foreignInbox((own, inboxId) => ({ ...nameOf(own), inboxId }))],
  }),

  "identify-visitor": entry(identifyVisitor)({
    cases: [
      { title: "who is new", expect: ["contact.created"], input: (s) => identityOf(s, null) },
      {
        title: "as a contact: only a link",
        expect: "nothing",
        given: known,
        input: (s) => identityOf(s, null),
      },
      { ...ofVisitor, title: "who was anonymous", expect: ["contact.updated"], given: visitor },
      {
        ...ofVisitor,
        title: "who was anonymous, as a contact",
        expect: ["contact.merged"],
        given: async (s) => {
          await known(s);
          await visitor(s);
        },
      },
      {
        title: "who was another customer",
        expect: ["contact.created"],
        given: async (s) => {
          const { result } = await s.run(createContact, { name: "Bo", identifier: "customer-8" });
          visitors.set(s, result.contact.id);
        },
        ...ofVisitor,
      },
    ],
    foreign: [
      foreignInbox((own, inboxId) => ({ ...identityOf(own, null), inboxId })),
      {
        what: "contact",
        scope: "account",
        expect: "contact.not_found",
        input: (own, owner) => identityOf(own, owner.contact.id),
      },
    ],
  }),

  "receive-from-visitor": entry(receiveFromVisitor)({
    cases: [
      {
        title: "the first message",
        expect: ["conversation.created", "message.created"],
        given: visitor,
        input: messageOf,
      },
      {
        title: "the next message",
        expect: ["message.created"],
        given: visitorWhoWrote,
        input: (s) => ({ ...messageOf(s), clientId: "1e37df36-f698-11e6-8dd4-cb9ced3df976" }),
      },
      { title: "a repeated message", expect: "nothing", given: visitorWhoWrote, input: messageOf },
      {
        title: "in another customer's conversation",
        expect: "conversation.not_found",
        given: visitor,
        input: (s) => ({ ...messageOf(s), conversationId: s.conversation.id }),
      },
      { title: "of nobody", expect: "contact.not_found", input: messageOf },
    ],
    foreign: [
      { ...foreignInbox((own, inboxId) => ({ ...messageOf(own), inboxId })), given: visitor },
      {
        what: "conversation",
        scope: "account",
        expect: "contact.not_found", // the visitor has no contact in the other account
        given: visitorWhoWrote,
        input: (own, owner) => ({ ...messageOf(own), conversationId: begun.get(owner) ?? 0 }),
      },
    ],
  }),

  "send-customer-transcript": entry(sendCustomerTranscript)({
    cases: [
      { ...transcript, title: "to an address", expect: "nothing" },
      {
        ...transcript,
        title: "again",
        expect: "nothing",
        given: (s) => s.run(sendCustomerTranscript, transcript.input(s)),
      },
      {
        ...transcript,
        title: "to a fourth address",
        expect: "request.rate_limited",
        given: async (s) => {
          for (const n of [1, 2, 3])
            await s.run(sendCustomerTranscript, { ...transcript.input(s), email: `li${n}@example.test` });
        },
      },
      { ...transcript, title: "of a trashed one", expect: "conversation.trashed", given: trash },
    ],
    foreign: foreignConversation((_, ref) => ({ ...ref, email: "li@example.test", locale: "en" as const })),
  }),
};
