import { list, named, type Owned, type RouteTable, unnamed } from "./route-case";

const view = (o: Owned) => `/v1/views/${o.viewId}`;
const macro = (o: Owned) => `/v1/macros/${o.macroId}`;
const team = (o: Owned) => `/v1/teams/${o.teamId}`;
const definition = (o: Owned) => `/v1/attribute-definitions/${o.definitionId}`;
const label = (o: Owned) => `/v1/labels/${o.labelId}`;

/** Routes of views, teams, custom attributes and labels. */
export const ORGANIZING_ROUTES: RouteTable = {
  "GET /v1/views": list("/v1/views"),
  "POST /v1/views": [
    unnamed("/v1/views", { name: "Meine" }),
    named(
      () => "/v1/views",
      ({ inboxId }) => ({ name: "Laden", filter: { inboxId } }),
    ),
    named(
      () => "/v1/views",
      ({ userId }) => ({ name: "Ihre", filter: { assigneeId: userId } }),
    ),
    named(
      () => "/v1/views",
      ({ teamId }) => ({ name: "Team", filter: { teamId } }),
    ),
  ],
  "PATCH /v1/views/:id": named(view, () => ({ name: "Andere" })),
  "DELETE /v1/views/:id": named(view),
  "POST /v1/views/:id/restore": named((o) => `${view(o)}/restore`),
  "GET /v1/macros": list("/v1/macros"),
  "POST /v1/macros": [
    unnamed("/v1/macros", { name: "Folgen", actions: [{ type: "follow" }] }),
    named(
      () => "/v1/macros",
      ({ teamId }) => ({ name: "An das Team", actions: [{ type: "team", teamId }] }),
    ),
    named(
      () => "/v1/macros",
      ({ userId }) => ({ name: "An sie", actions: [{ type: "assign", assigneeId: userId }] }),
    ),
  ],
  "PATCH /v1/macros/:id": named(macro, () => ({ name: "Anders" })),
  "DELETE /v1/macros/:id": named(macro),
  "GET /v1/teams": list("/v1/teams"),
  "POST /v1/teams": [
    unnamed("/v1/teams", { name: "Retouren" }),
    named(
      () => "/v1/teams",
      ({ userId }) => ({ name: "Umtausch", memberIds: [userId] }),
    ),
  ],
  "PATCH /v1/teams/:id": [
    named(team, () => ({ name: "Fundbüro" })),
    { ...named(team, ({ userId }) => ({ memberIds: [userId] })) },
  ],
  "DELETE /v1/teams/:id": named(team),
  "GET /v1/attribute-definitions": list("/v1/attribute-definitions"),
  "POST /v1/attribute-definitions": unnamed("/v1/attribute-definitions", {
    ...{ model: "contact", key: "stufe", displayName: "Stufe", kind: "text" },
  }),
  "PATCH /v1/attribute-definitions/:id": named(definition, () => ({ displayName: "Rang" })),
  "POST /v1/attribute-definitions/:id/move": named(
    (o) => `${definition(o)}/move`,
    () => ({ direction: "up" }),
  ),
  "DELETE /v1/attribute-definitions/:id": named(definition),
  "GET /v1/labels": list("/v1/labels"),
  "POST /v1/labels": unnamed("/v1/labels", { name: "Retoure", colour: "red" }),
  "PATCH /v1/labels/:id": named(label, () => ({ colour: "blue" })),
  "DELETE /v1/labels/:id": named(label),
};

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

const group =
  (rest = "") =>
  (o: Owned) =>
    `/v1/conversations/${o.groupDisplayId}${rest}`;
const member =
  (rest = "") =>
  (o: Owned) =>
    `${group()(o)}/members/${o.contactId}${rest}`;

/** The routes of groups, of which the contact is a member. */
export const GROUP_ROUTES: RouteTable = {
  "POST /v1/groups": named(
    () => "/v1/groups",
    ({ inboxId, contactId }) => ({ inboxId, name: "Chor", members: [{ contactId }] }),
  ),
  "GET /v1/conversations/:displayId/members": named(group("/members")),
  "POST /v1/conversations/:displayId/members": named(group("/members"), ({ contactId }) => ({
    members: [{ contactId }],
  })),
  "PATCH /v1/conversations/:displayId/members/:contactId": named(member(), () => ({ role: "admin" })),
  "DELETE /v1/conversations/:displayId/members/:contactId": named(member()),
  "POST /v1/conversations/:displayId/members/:contactId/read": named(member("/read"), () => ({ upTo: 1 })),
  "POST /v1/conversations/:displayId/members/:contactId/delivered": named(member("/delivered"), () => ({
    upTo: 1,
  })),
  "GET /v1/conversations/:displayId/history": named(group("/history")),
};

const ofInbox = ({ inboxId }: Owned) => ({ inboxId });
const ofEndpoint = ({ endpointId }: Owned) => ({ endpointId });
const ofDelivery = ({ deliveryId }: Owned) => ({ deliveryId });
const ofMail = ({ mailKey }: Owned) => ({ kind: "mails", key: mailKey });

const sends = (verb: string) => named(() => `/v1/queues/sends/${verb}`, ofInbox);
const messageChanges = (verb: string) => named(() => `/v1/queues/message-changes/${verb}`, ofInbox);
const deliveries = (verb: string) => [
  named(() => `/v1/queues/deliveries/${verb}`, ofDelivery),
  named(() => `/v1/queues/deliveries/${verb}`, ofEndpoint),
];

/** The queues. A send's id is in no answer before it waits: the laws name one. */
export const QUEUE_ROUTES: RouteTable = {
  "GET /v1/queues": list("/v1/queues"),
  "GET /v1/queues/sends": [
    unnamed("/v1/queues/sends"),
    named(({ inboxId }) => `/v1/queues/sends?inboxId=${inboxId}`),
  ],
  "GET /v1/queues/message-changes": [
    unnamed("/v1/queues/message-changes"),
    named(({ inboxId }) => `/v1/queues/message-changes?inboxId=${inboxId}`),
  ],
  "GET /v1/queues/deliveries": [
    unnamed("/v1/queues/deliveries"),
    named(({ endpointId }) => `/v1/queues/deliveries?endpointId=${endpointId}`),
  ],
  "GET /v1/queues/jobs": list("/v1/queues/jobs?kind=mails"),
  "POST /v1/queues/sends/retry": sends("retry"),
  "POST /v1/queues/sends/discard": sends("discard"),
  "POST /v1/queues/message-changes/retry": messageChanges("retry"),
  "POST /v1/queues/message-changes/discard": messageChanges("discard"),
  "POST /v1/queues/deliveries/retry": deliveries("retry"),
  "POST /v1/queues/deliveries/discard": deliveries("discard"),
  "POST /v1/queues/jobs/retry": named(() => "/v1/queues/jobs/retry", ofMail),
  "POST /v1/queues/jobs/discard": named(() => "/v1/queues/jobs/discard", ofMail),
};

const queue = ({ contactId }: Owned) => `/v1/contacts/${contactId}/command-messages`;

/** The queues of command messages. */
export const COMMAND_MESSAGE_ROUTES: RouteTable = {
  "GET /v1/contacts/:id/command-messages": named(queue),
  "POST /v1/contacts/:id/command-messages/acknowledge": named(
    (o) => `${queue(o)}/acknowledge`,
    () => ({ upTo: 0 }),
  ),
  "GET /v1/conversations/:displayId/command-messages": named(
    ({ displayId }) => `/v1/conversations/${displayId}/command-messages`,
  ),
};
