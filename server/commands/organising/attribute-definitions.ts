import { requireAdministrator } from "@/server/commands/_run/permission";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { AttributeDefinitionDto } from "@/server/contract/organising/attribute-definition";
import { ATTRIBUTE_DEFINITIONS_MAX, movedPositions } from "@/server/domain/organising/attribute-definition";
import type { Tx } from "@/server/store/events/tx";
import type { AttributeDefinitionRow } from "@/server/store/generated/rows";
import {
  type AttributeDefinitionFields,
  countAttributeDefinitions,
  insertAttributeDefinition,
  lockAttributeDefinition,
  lockDefinitionsOfModel,
  type NewAttributeDefinition,
  saveAttributeDefinition,
  toAttributeDefinitionDto,
} from "@/server/store/organising/attribute-definitions";

type Optional = "description" | "choices" | "pattern" | "patternHint";
type CreateAttributeDefinition = Omit<NewAttributeDefinition, Optional> & {
  [F in Optional]?: NewAttributeDefinition[F] | undefined;
};

/** Defines a custom attribute, behind the others. Attributes without a definition stay possible. Administrators only. */
export async function createAttributeDefinition(
  tx: Tx,
  {
    description = null,
    choices = [],
    pattern = null,
    patternHint = null,
    ...fields
  }: CreateAttributeDefinition,
): Promise<AttributeDefinitionDto> {
  requireAdministrator(tx.caller);
  if ((await countAttributeDefinitions(tx, ATTRIBUTE_DEFINITIONS_MAX)) === ATTRIBUTE_DEFINITIONS_MAX)
    throw new Refusal("attribute_definition.too_many");
  const all = { ...fields, description, choices, pattern, patternHint };
  return toAttributeDefinitionDto(await insertAttributeDefinition(tx, all));
}

type UpdateAttributeDefinition = Partial<AttributeDefinitionFields> & { definitionId: number };

/** Changes how an attribute is shown. Administrators only. */
export async function updateAttributeDefinition(
  tx: Tx,
  { definitionId, ...fields }: UpdateAttributeDefinition,
): Promise<AttributeDefinitionDto> {
  const before = await lockDefinition(tx, definitionId);
  return toAttributeDefinitionDto(await saveAttributeDefinition(tx, before, fields));
}

type MoveAttributeDefinition = { definitionId: number; direction: "up" | "down" };

/** Moves a definition one place up or down among those of its model. At the end nothing changes. Administrators only. */
export async function moveAttributeDefinition(
  tx: Tx,
  { definitionId, direction }: MoveAttributeDefinition,
): Promise<AttributeDefinitionDto> {
  requireAdministrator(tx.caller);
  const all = await lockDefinitionsOfModel(tx, definitionId);
  const before = all.find(({ id }) => id === definitionId);
  if (!before) throw new Refusal("attribute_definition.not_found");
  const saved = [];
  for (const { id, position } of movedPositions(all, definitionId, direction === "up" ? -1 : 1))
    for (const row of all.filter((one) => one.id === id))
      saved.push(await saveAttributeDefinition(tx, row, { position }));
  return toAttributeDefinitionDto(saved.find(({ id }) => id === definitionId) ?? before);
}

/** Deletes a definition; the values stay, and its key may be used again. Administrators only. */
export async function deleteAttributeDefinition(
  tx: Tx,
  { definitionId }: { definitionId: number },
): Promise<AttributeDefinitionDto> {
  const before = await lockDefinition(tx, definitionId);
  return toAttributeDefinitionDto(await saveAttributeDefinition(tx, before, { deletedAt: tx.now }));
}

async function lockDefinition(tx: Tx, definitionId: number): Promise<AttributeDefinitionRow> {
  requireAdministrator(tx.caller);
  const found = await lockAttributeDefinition(tx, definitionId);
  if (!found) throw new Refusal("attribute_definition.not_found");
  return found;
}
