import { z } from "@hono/zod-openapi";
import {
  createAttributeDefinition,
  deleteAttributeDefinition,
  moveAttributeDefinition,
  updateAttributeDefinition,
} from "@/server/commands/organising/attribute-definitions";
import {
  createAttributeDefinitionInput,
  moveAttributeDefinitionInput,
  updateAttributeDefinitionInput,
} from "@/server/contract/organising/attribute-definition";
import { del, get, patch, post } from "@/server/http/v1/_route/route";
import { pathId } from "@/server/http/v1/inputs";
import { attributeDefinition, pageOf } from "@/server/http/v1/schemas";
import { readAsOf } from "@/server/queries/_shared/page";
import { listAttributeDefinitions } from "@/server/queries/organising/organising";

const tag = "Custom attributes";
const params = z.object({ id: pathId("attribute_definition.not_found") });

export const attributeDefinitionRoutes = [
  get(
    {
      path: "/v1/attribute-definitions",
      tag,
      summary: "List the definitions of custom attributes, in the order of forms",
      answer: pageOf(attributeDefinition),
    },
    ({ caller, services }) =>
      services.database.snapshot(async (db) => ({
        data: await listAttributeDefinitions(db, caller),
        nextCursor: null,
        asOf: await readAsOf(db, caller.accountId),
      })),
  ),
  post(
    {
      path: "/v1/attribute-definitions",
      tag,
      summary: "Define a custom attribute of contacts or of conversations",
      body: createAttributeDefinitionInput.strict(),
      answer: attributeDefinition,
      status: 201,
      location: ({ id }) => `/v1/attribute-definitions/${id}`,
      refuses: ["auth.forbidden", "attribute_definition.taken", "attribute_definition.too_many"],
    },
    (tx, { body }) => createAttributeDefinition(tx, body),
  ),
  patch(
    {
      path: "/v1/attribute-definitions/{id}",
      tag,
      summary: "Update a definition; its model and its key stay",
      params,
      body: updateAttributeDefinitionInput.strict(),
      answer: attributeDefinition,
      refuses: ["auth.forbidden", "attribute_definition.not_found"],
    },
    (tx, { params, body }) => updateAttributeDefinition(tx, { definitionId: params.id, ...body }),
  ),
  post(
    {
      path: "/v1/attribute-definitions/{id}/move",
      tag,
      summary: "Move a definition one place up or down among those of its model",
      params,
      body: moveAttributeDefinitionInput.strict(),
      answer: attributeDefinition,
      refuses: ["auth.forbidden", "attribute_definition.not_found"],
    },
    (tx, { params, body }) => moveAttributeDefinition(tx, { definitionId: params.id, ...body }),
  ),
  del(
    {
      path: "/v1/attribute-definitions/{id}",
      tag,
      summary: "Delete a definition; the values stay",
      params,
      answer: attributeDefinition,
      refuses: ["auth.forbidden", "attribute_definition.not_found"],
    },
    (tx, { params }) => deleteAttributeDefinition(tx, { definitionId: params.id }),
  ),
];
