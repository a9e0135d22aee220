import { createContact } from "@/server/commands/contacts/save-contact";
import { createVisitor, updateVisitor } from "@/server/commands/contacts/visitors";
import {
  rotateCallbackSecret,
  rotateIdentifier,
  rotateIdentitySecret,
} from "@/server/commands/inboxes/inboxes";
import { forbidden } from "@/test/guarantees/laws/entries/conversations/states";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";
import { withCallback } from "./agent-bots";

const visitorOf = (s: Stage) => ({
  inboxId: s.inbox.id,
  sourceId: "v".repeat(43),
  name: "Visitor",
  claims: {},
  identity: null,
});

const visitors = new WeakMap<Stage, number>();
const unknownVisitor = async (s: Stage) => {
  visitors.set(s, (await s.run(createVisitor, visitorOf(s))).result.contact.id);
};

export const PUBLIC_API_ENTRIES: Record<string, Entry> = {
  "create-visitor": entry(createVisitor)({
    cases: [
      {
        title: "whom nobody vouches for",
        expect: ["contact.created"],
        input: (s) => ({ ...visitorOf(s), claims: { email: "li@example.test" } }),
      },
      {
        title: "with a signed identifier",
        expect: ["contact.created"],
        input: (s) => ({ ...visitorOf(s), identity: "user-7" }),
      },
      {
        title: "with the signed identifier of a contact: only a link",
        expect: "nothing",
        given: (s) => s.run(createContact, { name: "Ada", identifier: "user-7" }),
        input: (s) => ({ ...visitorOf(s), identity: "user-7" }),
      },
    ],
    foreign: [
      {
        what: "inbox",
        scope: "inbox",
        expect: "inbox.not_found",
        input: (s, o) => ({ ...visitorOf(s), inboxId: o.inbox.id }),
      },
    ],
  }),

  "update-visitor": entry(updateVisitor)({
    cases: [
      {
        title: "whom nobody knows otherwise",
        expect: ["contact.updated"],
        given: unknownVisitor,
        input: (s) => ({ contactId: visitors.get(s) ?? 0, name: "Li", customAttributes: { plan: "pro" } }),
      },
      {
        title: "who is known: unverified",
        expect: ["contact.updated"],
        input: (s) => ({ contactId: s.contact.id, name: "Somebody", email: "li@example.test" }),
      },
      {
        title: "to the same",
        expect: "nothing",
        given: async (s) => {
          await s.run(updateVisitor, { contactId: s.contact.id, name: "Somebody" });
        },
        input: (s) => ({ contactId: s.contact.id, name: "Somebody" }),
      },
    ],
    foreign: [
      {
        what: "contact",
        scope: "account",
        expect: "contact.not_found",
        input: (_, o) => ({ contactId: o.contact.id, name: "x" }),
      },
    ],
  }),

  "rotate-identifier": entry(rotateIdentifier)({
    cases: [
      { title: "of an inbox", expect: ["inbox.updated"], input: (s) => ({ inboxId: s.inbox.id }) },
      { title: "by an agent", ...forbidden, input: (s) => ({ inboxId: s.inbox.id }) },
    ],
    foreign: [
      {
        what: "inbox",
        scope: "inbox",
        expect: "inbox.not_found",
        input: (_, o) => ({ inboxId: o.inbox.id }),
      },
    ],
  }),

  "rotate-callback-secret": entry(rotateCallbackSecret)({
    cases: [
      {
        title: "of an inbox: noted, without an event",
        expect: "nothing",
        input: (s) => ({ inboxId: s.inbox.id }),
      },
      {
        title: "of an inbox whose callback has an endpoint",
        expect: ["endpoint.updated"],
        given: withCallback,
        input: (s) => ({ inboxId: s.inbox.id }),
      },
      { title: "by an agent", ...forbidden, input: (s) => ({ inboxId: s.inbox.id }) },
    ],
    foreign: [
      {
        what: "inbox",
        scope: "inbox",
        expect: "inbox.not_found",
        input: (_, o) => ({ inboxId: o.inbox.id }),
      },
    ],
  }),

  "rotate-identity-secret": entry(rotateIdentitySecret)({
    cases: [
      {
        title: "of an inbox: noted, without an event",
        expect: "nothing",
        input: (s) => ({ inboxId: s.inbox.id, secret: "s".repeat(43) }),
      },
      {
        title: "by an agent",
        ...forbidden,
        input: (s) => ({ inboxId: s.inbox.id, secret: "s".repeat(43) }),
      },
    ],
    foreign: [
      {
        what: "inbox",
        scope: "inbox",
        expect: "inbox.not_found",
        input: (_, o) => ({ inboxId: o.inbox.id, secret: "s".repeat(43) }),
      },
    ],
  }),
};
