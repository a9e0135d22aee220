import { z } from "@hono/zod-openapi";
import { createLabel, deleteLabel, updateLabel } from "@/server/commands/organising/labels";
import { createView, deleteView, restoreView, updateView } from "@/server/commands/organising/views";
import { createLabelInput, updateLabelInput } from "@/server/contract/organising/label";
import { createViewInput, updateViewInput } from "@/server/contract/organising/saved-view";
import { nounRoutes } from "@/server/http/v1/_route/noun-routes";
import { post } from "@/server/http/v1/_route/route";
import { pathId } from "@/server/http/v1/inputs";
import { label, view } from "@/server/http/v1/schemas";
import { listLabels, listViews } from "@/server/queries/organising/organising";

const tag = "Views";
const params = z.object({ id: pathId("view.not_found") });
const REFUSES_FILTER = ["inbox.not_found", "label.not_found", "member.not_found", "team.not_found"] as const;

export const viewRoutes = [
  ...nounRoutes({
    path: "/v1/views",
    tag,
    notFound: "view.not_found",
    answer: view,
    list: {
      summary: "List the shared views and those of the token's member, by name",
      read: listViews,
    },
    create: {
      summary: "Save a list as a view, private to the token's member or shared",
      body: createViewInput.strict(),
      refuses: ["auth.forbidden", "view.taken", "view.too_many", ...REFUSES_FILTER],
      command: createView,
    },
    update: {
      summary: "Update the name, filter or sharing of a view",
      body: updateViewInput.strict(),
      refuses: ["auth.forbidden", "view.not_found", "view.taken", "view.too_many", ...REFUSES_FILTER],
      command: (tx, { id: viewId, ...fields }) => updateView(tx, { viewId, ...fields }),
    },
    remove: { summary: "Delete a view", command: (tx, { id: viewId }) => deleteView(tx, { viewId }) },
  }),
  post(
    {
      path: "/v1/views/{id}/restore",
      tag,
      summary: "Restore a deleted view",
      params,
      answer: view,
      refuses: ["auth.forbidden", "view.not_found", "view.taken", "view.too_many"],
    },
    (tx, { params }) => restoreView(tx, { viewId: params.id }),
  ),
];

export const labelRoutes = nounRoutes({
  path: "/v1/labels",
  tag: "Labels",
  notFound: "label.not_found",
  answer: label,
  list: { summary: "List the account's labels, by name", read: listLabels },
  create: {
    summary: "Create a label",
    body: createLabelInput.strict(),
    refuses: ["auth.forbidden", "label.taken", "label.too_many"],
    command: createLabel,
  },
  update: {
    summary: "Rename, recolour or describe a label",
    body: updateLabelInput.strict(),
    refuses: ["auth.forbidden", "label.not_found", "label.taken"],
    command: (tx, { id: labelId, ...fields }) => updateLabel(tx, { labelId, ...fields }),
  },
  remove: {
    summary: "Delete a label; it is removed from its conversations and contacts within seconds",
    command: (tx, { id: labelId }) => deleteLabel(tx, { labelId }),
  },
});
