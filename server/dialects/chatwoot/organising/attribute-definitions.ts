import {
  createAttributeDefinition,
  deleteAttributeDefinition,
  updateAttributeDefinition,
} from "@/server/commands/organising/attribute-definitions";
import {
  LABEL_DESCRIPTION_CHARS_MAX,
  NAME_CHARS_MAX,
  REASON_CHARS_MAX,
  TYPED_ATTRIBUTE_NAME_CHARS_MAX,
} from "@/server/contract/_shared/limits";
import { Refusal } from "@/server/contract/_shared/refusal";
import type {
  AttributeDefinitionDto,
  AttributeModel,
} from "@/server/contract/organising/attribute-definition";
import {
  ATTRIBUTE_CHOICES_MAX,
  ATTRIBUTE_KINDS,
  ATTRIBUTE_MODELS,
} from "@/server/contract/organising/constants";
import { CHANGE, type ChatwootContext, pathId, type Route } from "@/server/dialects/chatwoot/context";
import { invalid } from "@/server/dialects/chatwoot/errors";
import { present } from "@/server/dialects/chatwoot/input/contact-params";
import { type Params, readParams } from "@/server/dialects/chatwoot/input/params";
import { listAttributeDefinitions } from "@/server/queries/organising/organising";

const AT = "/custom_attribute_definitions";

export const attributeDefinitionRoutes: readonly Route[] = [
  ["GET", AT, list],
  ["POST", AT, create],
  ["GET", `${AT}/:definition_id`, show],
  [CHANGE, `${AT}/:definition_id`, update],
  ["DELETE", `${AT}/:definition_id`, destroy],
];

/** Chatwoot's names, in the order of its numbers. */
const MODELS = ATTRIBUTE_MODELS.map((model) => `${model}_attribute`);

async function list(c: ChatwootContext): Promise<Response> {
  const model = readModel(await readParams(c.req.raw));
  const all = await listAttributeDefinitions(c.var.services.database, c.var.caller);
  return c.json(all.filter((one) => model === undefined || one.model === model).map(definitionJson));
}

async function show(c: ChatwootContext): Promise<Response> {
  const id = pathId(c, "definition_id");
  const all = await listAttributeDefinitions(c.var.services.database, c.var.caller);
  const found = all.find((one) => one.id === id);
  if (!found) throw new Refusal("attribute_definition.not_found");
  return c.json(definitionJson(found));
}

async function create(c: ChatwootContext): Promise<Response> {
  const params = await readParams(c.req.raw, "custom_attribute_definition");
  const key = params.text("attribute_key", TYPED_ATTRIBUTE_NAME_CHARS_MAX)?.trim();
  const { displayName, ...fields } = readFields(params);
  if (!displayName) throw invalid("attribute_display_name", "can't be blank");
  if (!key) throw invalid("attribute_key", "can't be blank");
  const { result } = await c.var.services.run(createAttributeDefinition, c.var.caller, {
    description: null,
    kind: "text",
    choices: [],
    pattern: null,
    patternHint: null,
    ...fields,
    model: readModel(params) ?? "conversation",
    key,
    displayName,
  });
  return c.json(definitionJson(result));
}

/** The model and the key of a definition stay. */
async function update(c: ChatwootContext): Promise<Response> {
  const fields = readFields(await readParams(c.req.raw, "custom_attribute_definition"));
  if (fields.displayName === "") throw invalid("attribute_display_name", "can't be blank");
  const change = { definitionId: pathId(c, "definition_id"), ...fields };
  return c.json(
    definitionJson((await c.var.services.run(updateAttributeDefinition, c.var.caller, change)).result),
  );
}

async function destroy(c: ChatwootContext): Promise<Response> {
  const definitionId = pathId(c, "definition_id");
  await c.var.services.run(deleteAttributeDefinition, c.var.caller, { definitionId });
  return c.body(null, 200);
}

/** Absent fields have no key. */
function readFields(params: Params) {
  const displayName = params.text("attribute_display_name", NAME_CHARS_MAX);
  const choices = params.list("attribute_values", NAME_CHARS_MAX);
  if (choices && choices.length > ATTRIBUTE_CHOICES_MAX)
    throw invalid("attribute_values", `has more than ${ATTRIBUTE_CHOICES_MAX} values`);
  return present({
    displayName: displayName === null ? "" : displayName?.trim(),
    description: params.text("attribute_description", LABEL_DESCRIPTION_CHARS_MAX),
    kind: readOne(params, "attribute_display_type", ATTRIBUTE_KINDS),
    choices,
    pattern: params.text("regex_pattern", REASON_CHARS_MAX),
    patternHint: params.text("regex_cue", NAME_CHARS_MAX),
  });
}

function readModel(params: Params): AttributeModel | undefined {
  const name = readOne(params, "attribute_model", MODELS);
  return name === undefined ? undefined : ATTRIBUTE_MODELS[MODELS.indexOf(name)];
}

/** One of these names, given as the name or as its number. */
function readOne<N extends string>(params: Params, field: string, names: readonly N[]): N | undefined {
  const given = params.text(field);
  if (given == null) return undefined;
  const found = names.find((name, number) => given === name || given === String(number));
  if (found === undefined) throw invalid(field, `must be one of ${names.join(", ")}`);
  return found;
}

const definitionJson = (definition: AttributeDefinitionDto) => ({
  id: definition.id,
  attribute_display_name: definition.displayName,
  attribute_display_type: definition.kind,
  attribute_description: definition.description,
  attribute_key: definition.key,
  attribute_values: definition.choices,
  attribute_model: `${definition.model}_attribute`,
  regex_pattern: definition.pattern,
  regex_cue: definition.patternHint,
  default_value: null,
  created_at: definition.createdAt,
  updated_at: definition.updatedAt,
});
