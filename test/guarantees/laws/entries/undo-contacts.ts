import { mergeContacts } from "@/server/commands/contacts/merge-contacts";
import { undoContactChanges, updateContact } from "@/server/commands/contacts/save-contact";
import type { ContactFields } from "@/server/store/contacts/contacts";
import { all } from "@/test/guarantees/laws/entries/conversations/states";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";
import { attributes } from "./contacts";
import { twin, twinOf } from "./merges";

/** The operation of each stage to undo. */
const made = new WeakMap<Stage, string>();
const undo = {
  input: (s: Stage) => ({ contactId: s.contact.id, operationId: made.get(s) ?? crypto.randomUUID() }),
};
const first = (fields: Partial<ContactFields>) => async (s: Stage) => {
  made.set(s, (await s.run(updateContact, { contactId: s.contact.id, ...fields })).operationId);
};
const then = (fields: Partial<ContactFields>) => (s: Stage) =>
  s.run(updateContact, { contactId: s.contact.id, ...fields });
const undone = (s: Stage) => s.run(undoContactChanges, undo.input(s));

export const UNDO_CONTACT_ENTRIES: Record<string, Entry> = {
  "undo-contact-changes": entry(undoContactChanges)({
    cases: [
      {
        ...undo,
        title: "of fields, attributes and a block",
        expect: ["contact.updated"],
        as: (s) => s.agent,
        given: first({ name: "Lee", phone: null, customAttributes: attributes, isBlocked: true }),
      },
      {
        ...undo,
        title: "of a name, after the email changed",
        expect: ["contact.updated"],
        given: all(first({ name: "Lee" }), then({ email: "lee@example.test" })),
      },
      {
        ...undo,
        title: "of an operation before an undone one",
        expect: ["contact.updated"],
        given: async (s) => {
          await first({ name: "Lee" })(s);
          const { operationId } = await then({ name: "Leo" })(s);
          await s.run(undoContactChanges, { contactId: s.contact.id, operationId });
        },
      },
      {
        ...undo,
        title: "of a field that has changed again",
        expect: "undo.superseded",
        given: all(first({ name: "Lee" }), then({ name: "Leo" })),
      },
      {
        ...undo,
        title: "twice",
        expect: "undo.superseded",
        given: all(first({ name: "Lee" }), undone),
      },
      { ...undo, title: "of an operation that changed nothing here", expect: "undo.not_found" },
      {
        ...undo,
        title: "of a merge",
        expect: "undo.not_found",
        given: async (s) => {
          await twin(s, { email: "twin@example.test" });
          await then({ email: null })(s);
          const { operationId } = await s.run(mergeContacts, { contactId: s.contact.id, otherId: twinOf(s) });
          made.set(s, operationId);
        },
      },
      {
        ...undo,
        title: "to an email that another contact has now",
        expect: "contact.taken",
        given: all(then({ email: "once@example.test" }), first({ email: null }), (s) =>
          twin(s, { email: "once@example.test" }),
        ),
      },
      {
        ...undo,
        title: "of a field that only an administrator sets, by an agent",
        expect: "auth.forbidden",
        as: (s) => s.agent,
        given: first({ isIntegrationOwn: true }),
      },
    ],
    foreign: [
      {
        what: "contact",
        scope: "account",
        expect: "contact.not_found",
        given: first({ name: "Lee" }),
        input: (_, o) => undo.input(o),
      },
      {
        what: "operation",
        scope: "account",
        expect: "undo.not_found",
        given: first({ name: "Lee" }),
        input: (a, o) => ({ contactId: a.contact.id, operationId: made.get(o) ?? "" }),
      },
    ],
  }),
};
