import { BULK, SCHEDULED } from "./change-procedures";
import type { ProcedureCase } from "./procedure-case";

const query = { kind: "query" } as const;
const mutation = { kind: "mutation" } as const;
const nothing = () => undefined;

/** Procedures of teams, views, labels, bulk operations and deletions. */
export const ORGANIZING: Record<string, ProcedureCase> = {
  ...BULK,
  ...SCHEDULED,
  "macros.list": { ...query, input: nothing, foreign: null, agent: null },
  "macros.create": {
    ...mutation,
    input: ({ teamId }) => ({ name: "Abschluss", actions: [{ type: "team", teamId }] }),
    foreign: "team.not_found",
    agent: "auth.forbidden",
  },
  "macros.update": {
    ...mutation,
    input: ({ macroId }) => ({ macroId, name: "Ende" }),
    foreign: "macro.not_found",
    agent: "auth.forbidden",
  },
  "macros.remove": {
    ...mutation,
    input: ({ macroId }) => ({ macroId }),
    foreign: "macro.not_found",
    agent: "auth.forbidden",
  },
  "teams.list": { ...query, input: nothing, foreign: null, agent: null },
  "teams.create": {
    ...mutation,
    input: ({ memberId }) => ({ name: "Retouren", memberIds: [memberId] }),
    foreign: "member.not_found",
    agent: "auth.forbidden",
  },
  "teams.update": {
    ...mutation,
    input: ({ teamId }) => ({ teamId, name: "Umtausch" }),
    foreign: "team.not_found",
    agent: "auth.forbidden",
  },
  "teams.remove": {
    ...mutation,
    input: ({ teamId }) => ({ teamId }),
    foreign: "team.not_found",
    agent: "auth.forbidden",
  },
  "views.list": { ...query, input: nothing, foreign: null, agent: null },
  "views.create": {
    ...mutation,
    input: ({ inboxId }) => ({ name: "Retouren", isShared: false, filter: { status: "open", inboxId } }),
    foreign: "inbox.not_found",
    agent: "inbox.not_found",
  },
  "views.update": {
    ...mutation,
    input: ({ viewId }) => ({ viewId, name: "Umtausch" }),
    foreign: "view.not_found",
    agent: "auth.forbidden",
  },
  "views.remove": {
    ...mutation,
    input: ({ viewId }) => ({ viewId }),
    foreign: "view.not_found",
    agent: "auth.forbidden",
  },
  "views.restore": {
    ...mutation,
    input: ({ viewId }) => ({ viewId }),
    foreign: "view.not_found",
    agent: "auth.forbidden",
  },
  "attributeDefinitions.list": { ...query, input: nothing, foreign: null, agent: null },
  "attributeDefinitions.uses": {
    ...query,
    input: ({ definitionId }) => ({ definitionId }),
    foreign: "attribute_definition.not_found",
    agent: "auth.forbidden",
  },
  "attributeDefinitions.create": {
    ...mutation,
    input: () => ({
      ...{ model: "contact", key: "plan", displayName: "Tarif", description: null },
      ...{ kind: "list", choices: ["frei"] },
    }),
    foreign: null,
    agent: "auth.forbidden",
  },
  "attributeDefinitions.update": {
    ...mutation,
    input: ({ definitionId }) => ({ definitionId, displayName: "Stufe" }),
    foreign: "attribute_definition.not_found",
    agent: "auth.forbidden",
  },
  "attributeDefinitions.move": {
    ...mutation,
    input: ({ definitionId }) => ({ definitionId, direction: "up" }),
    foreign: "attribute_definition.not_found",
    agent: "auth.forbidden",
  },
  "attributeDefinitions.remove": {
    ...mutation,
    input: ({ definitionId }) => ({ definitionId }),
    foreign: "attribute_definition.not_found",
    agent: "auth.forbidden",
  },
  "labels.list": { ...query, input: nothing, foreign: null, agent: null },
  "labels.uses": {
    ...query,
    input: ({ labelId }) => ({ labelId }),
    foreign: "label.not_found",
    agent: "auth.forbidden",
  },
  "labels.create": {
    ...mutation,
    input: () => ({ name: "Retoure", colour: "red" }),
    foreign: null,
    agent: "auth.forbidden",
  },
  "labels.update": {
    ...mutation,
    input: ({ labelId }) => ({ labelId, name: "Umtausch" }),
    foreign: "label.not_found",
    agent: "auth.forbidden",
  },
  "labels.remove": {
    ...mutation,
    input: ({ labelId }) => ({ labelId }),
    foreign: "label.not_found",
    agent: "auth.forbidden",
  },
  "deletions.prepare": {
    ...mutation,
    input: ({ displayId }) => ({ displayIds: [displayId] }),
    foreign: null,
    agent: "auth.forbidden",
  },
  "deletions.confirm": {
    ...mutation,
    input: ({ deletionToken }) => ({ token: deletionToken }),
    foreign: "deletion.token_unknown",
    agent: "auth.forbidden",
  },
  "deletions.get": {
    ...query,
    input: ({ deletionId }) => ({ operationId: deletionId }),
    foreign: "deletion.not_found",
    agent: "auth.forbidden",
  },
  "deletions.archives": { ...query, input: () => ({ limit: 20 }), foreign: null, agent: "auth.forbidden" },
  "deletions.deleteArchive": {
    ...mutation,
    input: ({ archiveId }) => ({ archiveId }),
    foreign: "archive.not_found",
    agent: "auth.forbidden",
  },
  "demo.get": { ...query, input: nothing, foreign: null, agent: "auth.forbidden" },
  "demo.remove": {
    ...mutation,
    input: nothing,
    foreign: null,
    agent: "auth.forbidden",
    everyone: "account.not_demo",
  },
  "deletions.list": { ...query, input: () => ({ limit: 20 }), foreign: null, agent: "auth.forbidden" },
  "deletions.retention": { ...query, input: nothing, foreign: null, agent: "auth.forbidden" },
  "deletions.changeRetention": {
    ...mutation,
    input: () => ({ purgeAfterDays: 60 }),
    foreign: null,
    agent: "auth.forbidden",
  },
  "cannedReplies.list": { ...query, input: nothing, foreign: null, agent: null },
  "cannedReplies.create": {
    ...mutation,
    input: () => ({ shortCode: "gruss", content: "Guten Tag", inboxIds: [], teamIds: [] }),
    foreign: null,
    agent: "auth.forbidden",
  },
  "cannedReplies.update": {
    ...mutation,
    input: ({ cannedReplyId }) => ({ cannedReplyId, shortCode: "gruezi", content: "Grüezi" }),
    foreign: "canned_reply.not_found",
    agent: "auth.forbidden",
  },
  "cannedReplies.copyFile": {
    ...mutation,
    input: ({ cannedReplyId, cannedFileId: fileId }) => ({ cannedReplyId, fileId }),
    foreign: "canned_reply.not_found",
    agent: null,
  },
  "cannedReplies.remove": {
    ...mutation,
    input: ({ cannedReplyId }) => ({ cannedReplyId }),
    foreign: "canned_reply.not_found",
    agent: "auth.forbidden",
  },
};
