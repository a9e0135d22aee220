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
