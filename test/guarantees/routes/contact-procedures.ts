import { NO_SEARCH_FILTER } from "@/server/contract/search/constants";
import { GROUPS } from "./change-procedures";
import type { ProcedureCase } from "./procedure-case";
import { MARK } from "./route-case";

const query = { kind: "query" } as const;
const mutation = { kind: "mutation" } as const;

/** Procedures of contacts and groups, and the search. */
export const CONTACTS: Record<string, ProcedureCase> = {
  ...GROUPS,
  "companies.list": { ...query, input: () => ({}), foreign: null, agent: null },
  "companies.get": {
    ...query,
    input: ({ companyId }) => ({ companyId }),
    foreign: "company.not_found",
    agent: null,
  },
  "companies.suggest": {
    ...query,
    input: () => ({ email: "jemand@acme.example" }),
    foreign: null,
    agent: null,
  },
  "companies.conversations": {
    ...query,
    input: ({ companyId }) => ({ companyId }),
    foreign: "company.not_found",
    agent: null,
  },
  "companies.create": {
    ...mutation,
    input: () => ({ name: crypto.randomUUID() }),
    foreign: null,
    agent: null,
  },
  "companies.update": {
    ...mutation,
    input: ({ companyId }) => ({ companyId, description: "Stammkunde" }),
    foreign: "company.not_found",
    agent: null,
  },
  "companies.remove": {
    ...mutation,
    input: ({ companyId }) => ({ companyId }),
    foreign: "company.not_found",
    agent: "auth.forbidden",
  },
  "contacts.list": { ...query, input: () => ({}), foreign: null, agent: null },
  "contacts.create": {
    ...mutation,
    input: () => ({ name: "Jemand", email: null, phone: null }),
    foreign: null,
    agent: null,
  },
  "contacts.findBy": {
    ...query,
    input: () => ({ identifier: "twin" }),
    foreign: null,
    agent: null,
  },
  "contacts.update": {
    ...mutation,
    input: ({ contactId }) => ({ contactId, isBlocked: false }),
    foreign: "contact.not_found",
    agent: null,
  },
  "contacts.undo": {
    ...mutation,
    input: ({ contactId, contactOperationId: operationId }) => ({ contactId, operationId }),
    foreign: "contact.not_found",
    agent: "auth.forbidden",
  },
  "contacts.import": {
    ...mutation,
    input: () => ({ csv: "name\nJemand", dryRun: true }),
    foreign: null,
    agent: "auth.forbidden",
  },
  "contacts.prepareExport": {
    ...mutation,
    input: ({ contactId }) => ({ contactId, includesNotes: true }),
    foreign: "contact.not_found",
    agent: "auth.forbidden",
  },
  "contacts.merge": {
    ...mutation,
    input: ({ contactId, twinId }) => ({ contactId, otherId: twinId }),
    foreign: "contact.not_found",
    agent: "auth.forbidden",
  },
  "contacts.setLabels": {
    ...mutation,
    input: ({ contactId }) => ({ contactId, labels: ["treu"] }),
    foreign: "contact.not_found",
    agent: null,
  },
  "contacts.notes": {
    ...query,
    input: ({ contactId }) => ({ contactId }),
    foreign: "contact.not_found",
    agent: null,
  },
  "contacts.addNote": {
    ...mutation,
    input: ({ contactId }) => ({ contactId, content: "Stammkunde" }),
    foreign: "contact.not_found",
    agent: null,
  },
  "contacts.updateNote": {
    ...mutation,
    input: ({ contactId, contactNoteId }) => ({ contactId, noteId: contactNoteId, content: "Stammkundin" }),
    foreign: "contact.not_found",
    agent: "auth.forbidden",
  },
  "contacts.deleteNote": {
    ...mutation,
    input: ({ contactId, contactNoteId }) => ({ contactId, noteId: contactNoteId }),
    foreign: "contact.not_found",
    agent: "auth.forbidden",
  },
  "contacts.mergedInto": {
    ...query,
    input: ({ contactId }) => ({ contactId }),
    foreign: "contact.not_found",
    agent: null,
  },
  "contacts.get": {
    ...query,
    input: ({ contactId }) => ({ contactId }),
    foreign: "contact.not_found",
    agent: null,
  },
  search: { ...query, input: () => ({ query: MARK }), foreign: null, agent: null },
  searchResults: {
    ...query,
    input: ({ contactId }) => ({ query: MARK, filter: { ...NO_SEARCH_FILTER, contactId } }),
    foreign: null,
    agent: null,
  },
};
