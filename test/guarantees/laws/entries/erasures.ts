import { addContactNote } from "@/server/commands/contacts/contact-notes";
import { deleteContact } from "@/server/commands/deletions/delete-directly";
import { updateInbox } from "@/server/commands/inboxes/inboxes";
import { beginOperation, failOperation, timeOutOperation } from "@/server/commands/operations";
import { all, forbidden } from "@/test/guarantees/laws/entries/conversations/states";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import { pass, type Stage } from "@/test/guarantees/laws/stage";
import { erasing, withScope } from "./deletions";

const one = { input: (s: Stage) => ({ contactId: s.contact.id }) };

export const ERASURE_ENTRIES: Record<string, Entry> = {
  "delete-contact": entry(deleteContact)({
    cases: [
      {
        ...one,
        title: "with a conversation and a note",
        expect: [
          "conversation.trashed",
          "conversation.purged",
          "contact.erased",
          "contact_note.deleted",
          "operation.succeeded",
        ],
        given: (s) => s.run(addContactNote, { contactId: s.contact.id, content: "Calls back" }),
      },
      {
        ...one,
        title: "by a token with the scope",
        expect: ["conversation.trashed", "conversation.purged", "contact.erased", "operation.succeeded"],
        as: withScope("conversations:purge"),
      },
      { ...one, title: "by a token without it", expect: "auth.scope_missing", as: withScope() },
      {
        ...one,
        title: "with a conversation on legal hold",
        expect: "inbox.legal_hold",
        given: (s) => s.run(updateInbox, { inboxId: s.inbox.id, legalHold: true }),
      },
      { ...one, title: "one that is being erased", expect: "contact.being_erased", given: erasing },
      {
        ...one,
        title: "twice",
        expect: "contact.not_found",
        given: (s) => s.run(deleteContact, one.input(s)),
      },
      { ...one, ...forbidden, title: "by an agent" },
    ],
    foreign: [
      {
        what: "contact",
        scope: "account",
        expect: "contact.not_found",
        input: (_, owner) => one.input(owner),
      },
    ],
  }),
};

/** The operation of each stage. */
const begun = new WeakMap<Stage, string>();
const it = (s: Stage) => ({ operationId: begun.get(s) ?? crypto.randomUUID() });
const failed = (s: Stage) => ({ ...it(s), error: { code: "conversation.trashed", detail: "It is there." } });

const begin = async (s: Stage) => {
  begun.set(s, (await s.run(beginOperation, { requestId: "crm-1" })).operationId);
};
const overdue = all(begin, async (s) => pass(s.world, 11_000));

export const OPERATION_ENTRIES: Record<string, Entry> = {
  "begin-operation": entry(beginOperation)({
    cases: [{ title: "of a request", expect: "nothing", input: () => ({ requestId: "crm-1" }) }],
    foreign: "takes no id: the operation is the transaction's own",
  }),

  "fail-operation": entry(failOperation)({
    cases: [
      { title: "that was begun", expect: ["operation.failed"], given: begin, input: failed },
      {
        title: "that failed already",
        expect: "nothing",
        given: all(begin, (s) => s.run(failOperation, failed(s))),
        input: failed,
      },
      { title: "that does not exist", expect: "nothing", input: failed },
    ],
    foreign: "only the edge calls it, with the operation that it has begun",
  }),

  "time-out-operation": entry(timeOutOperation)({
    cases: [
      { title: "whose time is over", expect: ["operation.timed_out"], given: overdue, input: it },
      { title: "that has time left", expect: "nothing", given: begin, input: it },
      {
        title: "that has failed",
        expect: "nothing",
        given: all(overdue, (s) => s.run(failOperation, failed(s))),
        input: it,
      },
    ],
    foreign: "only the worker calls it, with ids of the account's own rows",
  }),
};
