import { z } from "@hono/zod-openapi";
import { createLabel, deleteLabel, updateLabel } from "@/server/commands/organising/labels";
import { createLabelInput, updateLabelInput } from "@/server/contract/organising/label";
import { del, get, patch, post } from "@/server/http/v1/_route/route";
import { pathId } from "@/server/http/v1/inputs";
import { label, pageOf } from "@/server/http/v1/schemas";
import { readAsOf } from "@/server/queries/_shared/page";
import { listLabels } from "@/server/queries/organising/organising";

const tag = "Labels";
const params = z.object({ id: pathId("label.not_found") });
export const labelRoutes = [
  get(
    { path: "/v1/labels", tag, summary: "List the account's labels, by name", answer: pageOf(label) },
    ({ caller, services }) =>
      services.database.snapshot(async (db) => ({
        data: await listLabels(db, caller),
        nextCursor: null,
        asOf: await readAsOf(db, caller.accountId),
      })),
  ),
  post(
    {
      path: "/v1/labels",
      tag,
      summary: "Create a label",
      body: createLabelInput.strict(),
      answer: label,
      status: 201,
      location: ({ id }) => `/v1/labels/${id}`,
      refuses: ["auth.forbidden", "label.taken", "label.too_many"],
    },
    (tx, { body }) => createLabel(tx, body),
  ),
  patch(
    {
      path: "/v1/labels/{id}",
      tag,
      summary: "Rename, recolour or describe a label",
      params,
      body: updateLabelInput.strict(),
      answer: label,
      refuses: ["auth.forbidden", "label.not_found", "label.taken"],
    },
    (tx, { params, body }) => updateLabel(tx, { labelId: params.id, ...body }),
  ),
  del(
    {
      path: "/v1/labels/{id}",
      tag,
      summary: "Delete a label; it is removed from its conversations and contacts within seconds",
      params,
      answer: label,
      refuses: ["auth.forbidden", "label.not_found"],
    },
    (tx, { params }) => deleteLabel(tx, { labelId: params.id }),
  ),
];
