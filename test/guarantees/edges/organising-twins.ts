/** Inputs of labels, teams, custom attributes and views. */
export const ORGANISING_TWINS = {
  "companies.create": { v1: "post /v1/companies", base: { name: "Acme" } },
  "companies.update": { v1: "patch /v1/companies/{id}", target: { companyId: 1 }, base: {} },
  "labels.create": { v1: "post /v1/labels", base: { name: "vip" } },
  "labels.update": { v1: "patch /v1/labels/{id}", target: { labelId: 1 }, base: {} },
  "teams.create": { v1: "post /v1/teams", base: { name: "Returns" } },
  "teams.update": { v1: "patch /v1/teams/{id}", target: { teamId: 1 }, base: {} },
  "attributeDefinitions.create": {
    v1: "post /v1/attribute-definitions",
    base: { model: "contact", key: "plan", displayName: "Plan", kind: "text" },
  },
  "attributeDefinitions.update": {
    v1: "patch /v1/attribute-definitions/{id}",
    target: { definitionId: 1 },
    base: {},
  },
  "attributeDefinitions.move": {
    v1: "post /v1/attribute-definitions/{id}/move",
    target: { definitionId: 1 },
    base: { direction: "up" },
  },
  "views.create": { v1: "post /v1/views", base: { name: "Mine" } },
  "views.update": { v1: "patch /v1/views/{id}", target: { viewId: 1 }, base: {} },
};
