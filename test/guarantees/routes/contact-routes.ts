import { list, named, type Owned, type RouteTable, unnamed } from "./route-case";

const contact = (o: Owned) => `/v1/contacts/${o.contactId}`;
const contactNote = (o: Owned) => `${contact(o)}/notes/${o.contactNoteId}`;

/** Routes of contacts. */
export const CONTACT_ROUTES: RouteTable = {
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
