import { z } from "@hono/zod-openapi";
import { createView, deleteView, restoreView, updateView } from "@/server/commands/organising/views";
import { createViewInput, updateViewInput } from "@/server/contract/organising/saved-view";
import { nounRoutes } from "@/server/http/v1/_route/noun-routes";
import { post } from "@/server/http/v1/_route/route";
import { pathId } from "@/server/http/v1/inputs";
import { view } from "@/server/http/v1/schemas";
import { listViews } from "@/server/queries/organising/organising";

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
