import { updateInboxInput } from "@/server/contract/inbox/inputs";

const target = { displayId: 1 };

/** Inputs of an inbox's settings, of macros, labels, teams, custom attributes and views. */
export const SETTINGS_TWINS = {
  // Screens write the deletion of resolved conversations apart, after a confirmation.
  "inboxes.update": {
    v1: "patch /v1/inboxes/{id}",
    target: { inboxId: 1 },
    base: { name: "Web" },
    onlyV1: ["deleteResolvedAfterDays"],
  },
  "inboxes.changeRetention": {
    v1: "patch /v1/inboxes/{id}",
    target: { inboxId: 1 },
    base: { deleteResolvedAfterDays: 30 },
    onlyV1: Object.keys(updateInboxInput.omit({ deleteResolvedAfterDays: true }).shape),
  },
  "macros.create": { v1: "post /v1/macros", base: { name: "Close", actions: [{ type: "follow" }] } },
  "macros.update": { v1: "patch /v1/macros/{id}", target: { macroId: 1 }, base: {} },
  "changes.runMacro": {
    v1: "post /v1/conversations/{displayId}/macro",
    target,
    base: { macroId: 1 },
  },
  "changes.undoMacro": {
    v1: "post /v1/conversations/{displayId}/undo-macro",
    target,
    base: { operationId: "0192f0c0-0000-7000-8000-000000000000" },
  },
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
  "account.setLogo": {
    v1: "patch /v1/account",
    base: { logoFileId: 1 },
    onlyV1: ["purgeAfterDays", "receiptMonths", "name", "timeZone", "language", "assignsOnReply"],
  },
  "account.update": {
    v1: "patch /v1/account",
    base: { name: "Acme" },
    onlyV1: ["purgeAfterDays", "receiptMonths", "logoFileId", "assignsOnReply"],
  },
  "account.changeAssignsOnReply": {
    v1: "patch /v1/account",
    base: { assignsOnReply: true },
    onlyV1: ["purgeAfterDays", "receiptMonths", "logoFileId", "name", "timeZone", "language"],
  },
};
