import { z } from "@hono/zod-openapi";
import { createView, deleteView, restoreView, updateView } from "@/server/commands/organising/views";
import { createViewInput, updateViewInput } from "@/server/contract/organising/saved-view";
import { del, get, patch, post } from "@/server/http/v1/_route/route";
import { pathId } from "@/server/http/v1/inputs";
import { pageOf, view } from "@/server/http/v1/schemas";
import { readAsOf } from "@/server/queries/_shared/page";
import { listViews } from "@/server/queries/organising/organising";

const tag = "Views";
const params = z.object({ id: pathId("view.not_found") });
const REFUSES_FILTER = ["inbox.not_found", "label.not_found", "member.not_found", "team.not_found"] as const;

export const viewRoutes = [
  get(
    {
      path: "/v1/views",
      tag,
      summary: "List the shared views and those of the token's member, by name",
      answer: pageOf(view),
    },
    ({ caller, services }) =>
      services.database.snapshot(async (db) => ({
        data: await listViews(db, caller),
        nextCursor: null,
        asOf: await readAsOf(db, caller.accountId),
      })),
  ),
  post(
    {
      path: "/v1/views",
      tag,
      summary: "Save a list as a view, private to the token's member or shared",
      body: createViewInput.strict(),
      answer: view,
      status: 201,
      location: ({ id }) => `/v1/views/${id}`,
      refuses: ["auth.forbidden", "view.taken", "view.too_many", ...REFUSES_FILTER],
    },
    (tx, { body }) => createView(tx, body),
  ),
  patch(
    {
      path: "/v1/views/{id}",
      tag,
      summary: "Update the name, filter or sharing of a view",
      params,
      body: updateViewInput.strict(),
      answer: view,
      refuses: ["auth.forbidden", "view.not_found", "view.taken", "view.too_many", ...REFUSES_FILTER],
    },
    (tx, { params, body }) => updateView(tx, { viewId: params.id, ...body }),
  ),
  del(
    {
      path: "/v1/views/{id}",
      tag,
      summary: "Delete a view",
      params,
      answer: view,
      refuses: ["auth.forbidden", "view.not_found"],
    },
    (tx, { params }) => deleteView(tx, { viewId: params.id }),
  ),
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
