import { list, named, type Owned, type RouteTable, unnamed } from "./route-case";

const contact = (o: Owned) => `/v1/contacts/${o.contactId}`;
const company = (o: Owned) => `/v1/companies/${o.companyId}`;
const contactNote = (o: Owned) => `${contact(o)}/notes/${o.contactNoteId}`;

/** Routes of contacts and companies. */
export const CONTACT_ROUTES: RouteTable = {
  "GET /v1/companies": list("/v1/companies"),
  "POST /v1/companies": unnamed("/v1/companies", { name: "Bäckerei" }),
  "GET /v1/companies/:id": named(company),
  "PATCH /v1/companies/:id": named(company, () => ({ description: "Stammkunde" })),
  "DELETE /v1/companies/:id": named(company),
  "GET /v1/contacts": list("/v1/contacts"),
  "POST /v1/contacts": [
    unnamed("/v1/contacts", { name: "Jemand" }),
    named(
      () => "/v1/contacts",
      ({ inboxId }) => ({ name: "Jemand", inboxId }),
    ),
  ],
  "GET /v1/contacts/:id": named(contact),
  "GET /v1/contacts/export": list("/v1/contacts/export"),
  "GET /v1/contacts/:id/export": named((o) => `${contact(o)}/export`),
  "POST /v1/contacts/import": unnamed("/v1/contacts/import", { csv: "name\nJemand", dryRun: true }),
  "POST /v1/contacts/:id/merge": [
    named(
      (o) => `${contact(o)}/merge`,
      ({ twinId }) => ({ otherId: twinId }),
    ),
  ],
  "POST /v1/contacts/:id/undo": named(
    (o) => `${contact(o)}/undo`,
    ({ contactOperationId }) => ({ operationId: contactOperationId }),
  ),
  "POST /v1/contacts/:id/labels": named(
    (o) => `${contact(o)}/labels`,
    () => ({ add: ["treu"] }),
  ),
  "GET /v1/contacts/:id/notes": named((o) => `${contact(o)}/notes`),
  "POST /v1/contacts/:id/notes": named(
    (o) => `${contact(o)}/notes`,
    () => ({ content: "Stammkunde" }),
  ),
  "GET /v1/contacts/:id/notes/:noteId": named(contactNote),
  "PATCH /v1/contacts/:id/notes/:noteId": named(contactNote, () => ({ content: "Stammkundin" })),
  "DELETE /v1/contacts/:id/notes/:noteId": named(contactNote),
  "DELETE /v1/contacts/:id": named(contact),
  "PATCH /v1/contacts/:id": named(contact, () => ({ isBlocked: true })),
};
