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
import { nounRoutes } from "@/server/http/v1/_route/noun-routes";
import { post } from "@/server/http/v1/_route/route";
import { pathId } from "@/server/http/v1/inputs";
import { attributeDefinition } from "@/server/http/v1/schemas";
import { listAttributeDefinitions } from "@/server/queries/organising/organising";

const tag = "Custom attributes";
const params = z.object({ id: pathId("attribute_definition.not_found") });

export const attributeDefinitionRoutes = [
  ...nounRoutes({
    path: "/v1/attribute-definitions",
    tag,
    notFound: "attribute_definition.not_found",
    answer: attributeDefinition,
    list: {
      summary: "List the definitions of custom attributes, in the order of forms",
      read: listAttributeDefinitions,
    },
    create: {
      summary: "Define a custom attribute of contacts or of conversations",
      body: createAttributeDefinitionInput.strict(),
      refuses: ["auth.forbidden", "attribute_definition.taken", "attribute_definition.too_many"],
      command: createAttributeDefinition,
    },
    update: {
      summary: "Update a definition; its model and its key stay",
      body: updateAttributeDefinitionInput.strict(),
      refuses: ["auth.forbidden", "attribute_definition.not_found"],
      command: (tx, { id: definitionId, ...fields }) =>
        updateAttributeDefinition(tx, { definitionId, ...fields }),
    },
    remove: {
      summary: "Delete a definition; the values stay",
      command: (tx, { id: definitionId }) => deleteAttributeDefinition(tx, { definitionId }),
    },
  }),
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
];
